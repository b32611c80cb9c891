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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What every writer to PostgreSQL promises.
abstract class JdbcWriterContract {

    final JdbcThings things = new JdbcThings();

    /// A writer of things into their table.
    abstract RecordWriter<Thing> writer(JdbcThings things);

    @Test
    void storesEveryRecordOfAChunk() {
        var written = things.write(writer(things), items(20_000));

        assertThat(things.stored()).hasSize(20_000).containsEntry(19_999, "thing 19999");
        assertThat(things.tried()).isEqualTo(20_000);
        assertThat(written.taken()).isEqualTo(20_000);
        assertThat(written.rejects()).isEmpty();
    }

    @Test
    void writesNothingForAnEmptyChunk() {
        var written = things.write(writer(things), List.of());

        assertThat(written.taken()).isZero();
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
            var count = 1 + random.nextInt(1_000);
            var poisoned = new TreeSet<Integer>();
            for (var i = random.nextInt(1 + random.nextInt(count)); i >= 0; i--) {
                poisoned.add(random.nextInt(count));
            }
            assertIsolated(count, List.copyOf(poisoned));
        }
    }

    private void assertIsolated(int count, List<Integer> poisoned) {
        var things = new JdbcThings();
        var items = new ArrayList<>(items(count));
        poisoned.forEach(place -> items.set(place, item(place, POISON)));

        var written = things.write(writer(things), items);

        assertThat(written.rejects()).extracting(reject -> ((Thing) reject.value()).number()).isEqualTo(poisoned);
        assertThat(written.rejects())
                .extracting(RecordingContext.Reject::code)
                .containsOnly(RejectCode.REFUSED_BY_STORE);
        var stored =
                items.stream()
                        .map(Item::value)
                        .filter(thing -> !thing.text().equals(POISON))
                        .collect(Collectors.toMap(Thing::number, Thing::text));
        assertThat(things.stored()).isEqualTo(stored);
        assertThat(written.taken()).isEqualTo(stored.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 400, 1_000, 20_000})
    void doesNotCountRecordsThatATriggerSwallows(int count) {
        swallowOdd();

        var written = things.write(writer(things), items(count));

        assertThat(things.stored()).hasSize((count + 1) / 2);
        assertThat(written.taken()).isEqualTo(things.stored().size());
        assertThat(written.rejects()).isEmpty();
    }

    @Test
    void doesNotCountSwallowedRecordsAmongRefusedOnesEither() {
        swallowOdd();
        var random = new Random(5);
        var writer = writer(things);
        for (var chunk = 0; chunk < 10; chunk++) {
            var before = things.stored().size();
            var items = new ArrayList<>(items(random.nextInt(2_000)));
            items.replaceAll(item -> random.nextInt(100) == 0 ? item(item.value().number(), POISON) : item);
            var first = 10_000 * chunk;
            items.replaceAll(item -> item(first + item.value().number(), item.value().text()));

            var written = things.write(writer, items);

            assertThat(written.taken()).isEqualTo(things.stored().size() - before);
            assertThat(written.rejects())
                    .hasSameSizeAs(items.stream().map(Item::value).filter(JdbcWriterContract::isRefused).toList());
        }
    }

    private static boolean isRefused(Thing thing) {
        return thing.number() % 2 == 0 && thing.text().equals(POISON);
    }

    /// Things of odd numbers are not stored, and nobody says so.
    private void swallowOdd() {
        beforeInsert("IF new.number % 2 = 1 THEN RETURN NULL; END IF");
    }

    @Test
    void sendsFewRecordsAgainForAFewThatAreRefused() {
        var items = new ArrayList<>(items(20_000));
        IntStream.range(0, 20).forEach(i -> items.set(i * 997 + 500, item(i * 997 + 500, POISON)));

        var written = things.write(writer(things), items);

        assertThat(written.rejects()).hasSize(20);
        assertThat(things.tried()).isLessThan(32_000);
    }

    @Test
    void saysWhatPostgreSqlSays() {
        var written = things.write(writer(things), List.of(item(7, POISON)));

        assertThat(written.rejects().getFirst().reason())
                .contains("violates check constraint \"" + things.table)
                .contains("Failing row contains (7, poison")
                .endsWith("(SQLSTATE 23514)")
                .doesNotContain("\n")
                .doesNotContain("COPY");
    }

    @Test
    void writesOnlyInTheTransactionOfTheChunk() {
        var context = new RecordingContext();
        var elsewhere = new JdbcThings(LocalCloud.shared().newSpace().dataSource());

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> writer(things).write(items(1), context))
                .withMessageContaining("transaction");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> things.write(writer(elsewhere), items(1)))
                .withMessageContaining("the application's own JdbcTemplate");
        assertThat(things.stored()).isEmpty();
        assertThat(elsewhere.stored()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P0001", "40001", "40P01", "42501", "53100", "55P03", "57014", "58030", "XX000"})
    void blamesNoRecordForAFaultOfAnotherKind(String state) {
        beforeInsert("IF new.number = 400 THEN RAISE EXCEPTION 'fault' USING ERRCODE = '%s'; END IF".formatted(state));

        assertNobodyBlamed(writer(things), items(600));
    }

    @Test
    void blamesNoRecordForALostConnection() {
        beforeInsert("IF new.number = 400 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF");
        var items = new ArrayList<>(items(60_000));
        items.set(3, item(3, POISON));

        assertThat(assertNobodyBlamed(writer(things), items)).isInstanceOf(DataAccessResourceFailureException.class);
    }

    /// Something is done before a thing is stored.
    private void beforeInsert(String action) {
        things.jdbc.execute(
                """
                CREATE FUNCTION %1$s_before() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN %2$s; RETURN new; END $$;
                CREATE TRIGGER before BEFORE INSERT ON %1$s FOR EACH ROW EXECUTE FUNCTION %1$s_before()\
                """
                        .formatted(things.table, action));
    }

    /// What the writer throws; the transaction may fail in a way of its own behind it.
    Throwable assertNobodyBlamed(RecordWriter<Thing> writer, List<Item<Thing>> items) {
        var context = new RecordingContext();
        var thrown = new ArrayList<DataAccessException>();
        RecordWriter<Thing> observed =
                (chunk, _) -> {
                    try {
                        return writer.write(chunk, context);
                    } catch (DataAccessException e) {
                        thrown.add(e);
                        throw e;
                    }
                };
        assertThatException().isThrownBy(() -> things.write(observed, items));
        assertThat(thrown).hasSize(1);
        assertThat(context.rejects()).isEmpty();
        assertThat(things.stored()).isEmpty();
        return thrown.getFirst();
    }
}
