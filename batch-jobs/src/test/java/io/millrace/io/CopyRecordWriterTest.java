package io.millrace.io;

import static io.millrace.io.JdbcThings.POISON;
import static io.millrace.io.JdbcThings.item;
import static io.millrace.io.JdbcThings.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.io.JdbcThings.Thing;
import io.millrace.local.LocalCloud;
import io.millrace.reject.RejectCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class CopyRecordWriterTest {

    private final JdbcThings things = new JdbcThings();

    @Test
    void storesEveryRecordOfAChunk() {
        var context = things.write(things.copyWriter(), items(20_000));

        assertThat(things.stored()).hasSize(20_000).containsEntry(19_999, "thing 19999");
        assertThat(things.tried()).isEqualTo(20_000);
        assertThat(context.rejects()).isEmpty();
    }

    @Test
    void writesNothingForAnEmptyChunk() {
        things.write(things.copyWriter(), List.of());

        assertThat(things.stored()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 399, 400, 401, 800, 999})
    void rejectsARefusedRecordAloneWhereverItStands(int place) {
        assertIsolated(1_000, List.of(place));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 400, 401, 600})
    void rejectsAllIfAllAreRefused(int count) {
        assertIsolated(count, IntStream.range(0, count).boxed().toList());
    }

    @Test
    void rejectsRefusedRecordsInAnyPattern() {
        var random = new Random(7);
        for (var round = 0; round < 15; round++) {
            var count = 1 + random.nextInt(2_000);
            var poisoned = new TreeSet<Integer>();
            for (var i = random.nextInt(1 + random.nextInt(count)); i >= 0; i--) {
                poisoned.add(random.nextInt(count));
            }
            assertIsolated(count, List.copyOf(poisoned));
        }
    }

    private static void assertIsolated(int count, List<Integer> poisoned) {
        var things = new JdbcThings();
        var items = new ArrayList<>(items(count));
        poisoned.forEach(place -> items.set(place, item(place, POISON)));

        var context = things.write(things.copyWriter(), items);

        assertThat(context.rejects()).extracting(reject -> ((Thing) reject.value()).number()).isEqualTo(poisoned);
        assertThat(context.rejects())
                .extracting(RecordingContext.Reject::code)
                .containsOnly(RejectCode.REFUSED_BY_STORE);
        var stored =
                items.stream()
                        .map(Item::value)
                        .filter(thing -> !thing.text().equals(POISON))
                        .collect(Collectors.toMap(Thing::number, Thing::text));
        assertThat(things.stored()).isEqualTo(stored);
    }

    @Test
    void rejectsTheSecondOfTwoRecordsWithOneKey() {
        things.write(things.copyWriter(), List.of(item(700, "there before")));
        var items = new ArrayList<>(items(5_000));
        items.set(4_000, item(17, "again"));

        var context = things.write(things.copyWriter(), items);

        assertThat(context.rejects())
                .extracting(RecordingContext.Reject::value)
                .containsExactly(new Thing(700, "thing 700"), new Thing(17, "again"));
        assertThat(things.stored()).hasSize(4_999).containsEntry(700, "there before").containsEntry(17, "thing 17");
    }

    @Test
    void sendsFewRecordsAgainForAFewThatAreRefused() {
        var items = new ArrayList<>(items(20_000));
        IntStream.range(0, 20).forEach(i -> items.set(i * 997 + 500, item(i * 997 + 500, POISON)));

        var context = things.write(things.copyWriter(), items);

        assertThat(context.rejects()).hasSize(20);
        assertThat(things.tried()).isLessThan(26_000);
    }

    @Test
    void sendsRecordsWithRepeatedKeysByThemselves() {
        var items = new ArrayList<>(items(20_000));
        IntStream.range(0, 2_000).forEach(i -> items.set(10 * i + 5, item(10 * i + 4, "again")));
        var writer = things.copyWriter();

        var context = things.write(writer, items);

        assertThat(context.rejects())
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

            var context = things.write(writer, items);

            assertThat(context.rejects()).extracting(RecordingContext.Reject::value).isEqualTo(refused);
            assertThat(things.stored()).isEqualTo(stored);
        }
    }

    @Test
    void saysWhatPostgreSqlSays() {
        var context = things.write(things.copyWriter(), List.of(item(7, POISON)));

        assertThat(context.rejects().getFirst().reason())
                .contains("violates check constraint \"" + things.table)
                .contains("Failing row contains (7, poison")
                .endsWith("(SQLSTATE 23514)")
                .doesNotContain("\n")
                .doesNotContain("COPY");
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

        var context = things.write(wideWriter(), rows.stream().map(JdbcThings::item).toList());

        assertThat(context.rejects()).isEmpty();
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

        var context = things.write(writer, items);

        assertThat(context.rejects()).extracting(RecordingContext.Reject::value).containsExactlyElementsOf(bad);
        assertThat(context.rejects())
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

    @ParameterizedTest
    @ValueSource(strings = {"P0001", "40001", "42501", "53100", "57014", "XX000"})
    void blamesNoRecordForAFaultOfAnotherKind(String state) {
        fault("RAISE EXCEPTION 'fault' USING ERRCODE = '%s'".formatted(state));
        assertNobodyBlamed(items(600));
    }

    @Test
    void blamesNoRecordForALostConnection() {
        fault("PERFORM pg_terminate_backend(pg_backend_pid())");
        var items = new ArrayList<>(items(60_000));
        items.set(3, item(3, POISON));
        assertThat(assertNobodyBlamed(items)).isInstanceOf(DataAccessResourceFailureException.class);
    }

    /// Whenever thing 400 is stored, something else goes wrong.
    private void fault(String action) {
        things.jdbc.execute(
                """
                CREATE FUNCTION %1$s_fault() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN IF new.number = 400 THEN %2$s; END IF; RETURN new; END $$;
                CREATE TRIGGER fault BEFORE INSERT ON %1$s FOR EACH ROW EXECUTE FUNCTION %1$s_fault()\
                """
                        .formatted(things.table, action));
    }

    private Throwable assertNobodyBlamed(List<Item<Thing>> items) {
        var context = new RecordingContext();
        var thrown = new ArrayList<DataAccessException>();
        assertThatException()
                .isThrownBy(
                        () ->
                                things.inTransaction(
                                        () -> {
                                            try {
                                                things.copyWriter().write(items, context);
                                            } catch (DataAccessException e) {
                                                thrown.add(e);
                                                throw e;
                                            }
                                        }));
        assertThat(thrown).hasSize(1);
        assertThat(context.rejects()).isEmpty();
        assertThat(things.stored()).isEmpty();
        return thrown.getFirst();
    }

    @Test
    void writesOnlyInTheTransactionOfTheChunk() {
        var context = new RecordingContext();
        var elsewhere = new JdbcThings(LocalCloud.shared().newSpace().dataSource());

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> things.copyWriter().write(items(1), context))
                .withMessageContaining("transaction");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> things.write(elsewhere.copyWriter(), items(1)))
                .withMessageContaining("the application's own JdbcTemplate");

        assertThat(things.stored()).isEmpty();
        assertThat(elsewhere.stored()).isEmpty();
    }
}
