package io.millrace.io;

import static io.millrace.io.JdbcThings.POISON;
import static io.millrace.io.JdbcThings.item;
import static io.millrace.io.JdbcThings.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.io.JdbcThings.Thing;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class CopyRecordWriterTest extends JdbcWriterContract {

    @Override
    RecordWriter<Thing> writer(JdbcThings things) {
        return things.copyWriter();
    }

    @Test
    void rejectsTheSecondOfTwoRecordsWithOneKey() {
        things.write(things.copyWriter(), List.of(item(700, "there before")));
        var items = new ArrayList<>(items(5_000));
        items.set(4_000, item(17, "again"));

        var written = things.write(things.copyWriter(), items);

        assertThat(written.rejects())
                .extracting(RecordingContext.Reject::value)
                .containsExactly(new Thing(700, "thing 700"), new Thing(17, "again"));
        assertThat(things.stored()).hasSize(4_999).containsEntry(700, "there before").containsEntry(17, "thing 17");
    }

    @Test
    void sendsRecordsWithRepeatedKeysByThemselves() {
        var items = new ArrayList<>(items(20_000));
        IntStream.range(0, 2_000).forEach(i -> items.set(10 * i + 5, item(10 * i + 4, "again")));
        var writer = things.copyWriter();

        var written = things.write(writer, items);

        assertThat(written.rejects())
                .hasSize(2_000)
                .allMatch(reject -> ((Thing) reject.value()).text().equals("again"));
        assertThat(things.stored()).hasSize(18_000).containsEntry(4, "thing 4");
        assertThat(things.tried()).isLessThan(2 * 20_000);
    }

    /// A record is refused or stored as if all were sent one after the other.
    @Test
    void findsTheRefusedRecordsAmongThoseWithRepeatedKeys() {
        var random = new Random(11);
        var writer = things.copyWriter();
        var stored = new HashMap<Integer, String>();
        for (var chunk = 0; chunk < 12; chunk++) {
            var rate = 1 + random.nextInt(200);
            var items = new ArrayList<Item<Thing>>();
            var refused = new ArrayList<Thing>();
            for (var i = 0; i < 1_500; i++) {
                var number = 10_000 * chunk + (random.nextInt(rate) == 0 ? random.nextInt(i + 1) : i);
                var item = item(number, random.nextInt(rate) == 0 ? POISON : "thing " + i);
                items.add(item);
                if (item.value().text().equals(POISON) || stored.putIfAbsent(number, item.value().text()) != null) {
                    refused.add(item.value());
                }
            }

            var written = things.write(writer, items);

            assertThat(written.rejects()).extracting(RecordingContext.Reject::value).isEqualTo(refused);
            assertThat(things.stored()).isEqualTo(stored);
            assertThat(written.taken()).isEqualTo(items.size() - refused.size());
        }
    }

    /// PostgreSQL would count rows of a COPY that the view's trigger has swallowed.
    @Test
    void copiesIntoNoView() {
        var view = things.viewThatSwallowsOdd();
        var writer =
                new CopyRecordWriter<Thing>(things.jdbc, view, List.of("number"), (row, it) -> row.int4(it.number()));

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> things.write(writer, items(5)))
                .withMessageStartingWith(view + " is a view")
                .withMessageContaining("JdbcRecordWriter");
        assertThat(things.stored()).isEmpty();
    }

    /// A row of a table with a column of every type, some of them narrow.
    record Wide(
            @Nullable String text,
            @Nullable Integer int4,
            @Nullable Long int8,
            @Nullable LocalDate date,
            @Nullable BigDecimal numeric,
            @Nullable String narrow,
            @Nullable BigDecimal price) {

        static final Wide NOTHING = new Wide(null, null, null, null, null, null, null);
    }

    private CopyRecordWriter<Wide> wideWriter() {
        things.jdbc.execute(
                """
                CREATE TABLE %1$s_wide (
                    id bigint GENERATED ALWAYS AS IDENTITY, "text" text, "int4" int4, "int8" int8, "date" date,
                    "numeric" numeric, narrow varchar(3), price numeric(6, 2))\
                """
                        .formatted(things.table));
        return new CopyRecordWriter<>(
                things.jdbc,
                things.table + "_wide",
                List.of("text", "int4", "int8", "date", "\"numeric\"", "narrow", "price"),
                (row, wide) ->
                        row.text(wide.text())
                                .int4(wide.int4())
                                .int8(wide.int8())
                                .date(wide.date())
                                .numeric(wide.numeric())
                                .text(wide.narrow())
                                .numeric(wide.price()));
    }

    private List<Wide> wideStored() {
        return things.jdbc.query(
                "SELECT * FROM %s_wide ORDER BY id".formatted(things.table),
                (row, _) ->
                        new Wide(
                                row.getString("text"),
                                row.getObject("int4", Integer.class),
                                row.getObject("int8", Long.class),
                                row.getObject("date", LocalDate.class),
                                row.getBigDecimal("numeric"),
                                row.getString("narrow"),
                                row.getBigDecimal("price")));
    }

    @Test
    void storesEveryValueAsItIs() {
        var random = new Random(3);
        var rows = new ArrayList<Wide>();
        rows.add(Wide.NOTHING);
        for (var text : List.of("", " ", "ß€😀", "a\tb\n\\N\"',", "x".repeat(200_000), "€".repeat(100_000))) {
            rows.add(new Wide(text, null, null, null, null, null, null));
        }
        for (var number : List.of(0, 1, -1, 9_999, 10_000, Integer.MIN_VALUE, Integer.MAX_VALUE)) {
            rows.add(new Wide(null, number, (long) number * number * 17, null, BigDecimal.valueOf(number), null, null));
        }
        rows.add(new Wide(null, null, Long.MIN_VALUE, LocalDate.of(1, 1, 1), null, null, null));
        rows.add(new Wide(null, null, Long.MAX_VALUE, LocalDate.of(9999, 12, 31), null, "€€€", null));
        rows.add(new Wide(null, null, null, LocalDate.of(1999, 12, 31), null, null, new BigDecimal("-9999.99")));
        for (var i = 0; i < 3_000; i++) {
            var unscaled = new BigInteger(random.nextInt(140), random);
            var value = new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), random.nextInt(30));
            rows.add(new Wide(null, null, null, null, value, null, null));
        }
        for (var scale = 0; scale < 20; scale++) {
            for (var digits : List.of("0", "1", "-5", "10000", "-99990000", "123456789012345678")) {
                rows.add(new Wide(null, null, null, null, new BigDecimal(new BigInteger(digits), scale), null, null));
            }
        }

        var written = things.write(wideWriter(), rows.stream().map(JdbcThings::item).toList());

        assertThat(written.rejects()).isEmpty();
        assertThat(wideStored()).isEqualTo(rows);
    }

    @Test
    void storesNumbersWithNegativeScale() {
        things.write(
                wideWriter(), List.of(item(new Wide(null, null, null, null, new BigDecimal("12E+7"), null, null))));

        assertThat(wideStored().getFirst().numeric()).isEqualByComparingTo("120000000");
    }

    @Test
    void takesWhatLiesInARecordForARefusal() {
        var good = new Wide("good", null, null, null, null, null, null);
        var writer = wideWriter();
        things.jdbc.execute(
                """
                CREATE TABLE %1$s_parent (id bigint PRIMARY KEY);
                ALTER TABLE %1$s_wide ADD UNIQUE ("text"), ADD CHECK ("int4" <> 7),
                    ADD FOREIGN KEY ("int8") REFERENCES %1$s_parent DEFERRABLE INITIALLY DEFERRED\
                """
                        .formatted(things.table));
        var long8k =
                new Random(1).ints(9_000, 0x4e00, 0x9fa5).mapToObj(Character::toString).collect(Collectors.joining());
        var bad =
                List.of(
                        new Wide("a\0b", null, null, null, null, null, null),
                        new Wide(long8k, null, null, null, null, null, null),
                        new Wide(null, 7, null, null, null, null, null),
                        new Wide(null, null, 99L, null, null, null, null),
                        new Wide(null, null, null, null, null, "four", null),
                        new Wide(null, null, null, null, null, null, new BigDecimal("10000")),
                        new Wide("good", null, null, null, null, null, null));
        var items = new ArrayList<Item<Wide>>();
        items.add(item(good));
        for (var wide : bad) {
            IntStream.range(0, 300).forEach(_ -> items.add(item(Wide.NOTHING)));
            items.add(item(wide));
        }

        var written = things.write(writer, items);

        assertThat(written.rejects()).extracting(RecordingContext.Reject::value).containsExactlyElementsOf(bad);
        assertThat(written.rejects())
                .extracting(reject -> reject.reason().replaceAll(".*SQLSTATE (.....)\\)", "$1"))
                .containsExactly("22021", "54000", "23514", "23503", "22001", "22003", "23505");
        assertThat(wideStored()).hasSize(1 + 300 * bad.size()).contains(good);
    }

    static Stream<BiConsumer<CopyRow, Thing>> encodersThatDoNotFit() {
        return Stream.of(
                (row, thing) -> row.int4(thing.number()),
                (row, thing) -> row.int4(thing.number()).text("").text(""),
                (row, thing) -> row.int8(thing.number()).text(""),
                (row, thing) -> row.date(LocalDate.EPOCH).text(""),
                (row, thing) -> row.int4(thing.number()).int4(1),
                (row, thing) -> row.int4(thing.number()).numeric(BigDecimal.ONE));
    }

    @ParameterizedTest
    @MethodSource("encodersThatDoNotFit")
    void blamesNoRecordForAWriterThatDoesNotFitItsTable(BiConsumer<CopyRow, Thing> encoder) {
        var context = new RecordingContext();
        var writer = new CopyRecordWriter<>(things.jdbc, things.table, List.of("number", "thing"), encoder);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> things.inTransaction(() -> writer.write(items(5), context)))
                .withMessageContaining("olumn");
        assertThat(context.rejects()).isEmpty();
        assertThat(things.write(things.copyWriter(), items(5)).rejects()).isEmpty();
    }
}
