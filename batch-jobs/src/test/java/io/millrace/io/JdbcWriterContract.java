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
        var context = things.write(writer(things), items(20_000));

        assertThat(things.stored()).hasSize(20_000).containsEntry(19_999, "thing 19999");
        assertThat(things.tried()).isEqualTo(20_000);
        assertThat(context.rejects()).isEmpty();
    }

    @Test
    void writesNothingForAnEmptyChunk() {
        things.write(writer(things), List.of());

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

        var context = things.write(writer(things), items);

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
    void sendsFewRecordsAgainForAFewThatAreRefused() {
        var items = new ArrayList<>(items(20_000));
        IntStream.range(0, 20).forEach(i -> items.set(i * 997 + 500, item(i * 997 + 500, POISON)));

        var context = things.write(writer(things), items);

        assertThat(context.rejects()).hasSize(20);
        assertThat(things.tried()).isLessThan(32_000);
    }

    @Test
    void saysWhatPostgreSqlSays() {
        var context = things.write(writer(things), List.of(item(7, POISON)));

        assertThat(context.rejects().getFirst().reason())
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
        fault("RAISE EXCEPTION 'fault' USING ERRCODE = '%s'".formatted(state));

        assertNobodyBlamed(writer(things), items(600));
    }

    @Test
    void blamesNoRecordForALostConnection() {
        fault("PERFORM pg_terminate_backend(pg_backend_pid())");
        var items = new ArrayList<>(items(60_000));
        items.set(3, item(3, POISON));

        assertThat(assertNobodyBlamed(writer(things), items)).isInstanceOf(DataAccessResourceFailureException.class);
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

    /// What the writer throws; the transaction may fail in a way of its own behind it.
    Throwable assertNobodyBlamed(RecordWriter<Thing> writer, List<Item<Thing>> items) {
        var context = new RecordingContext();
        var thrown = new ArrayList<DataAccessException>();
        RecordWriter<Thing> observed =
                (chunk, _) -> {
                    try {
                        writer.write(chunk, context);
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
