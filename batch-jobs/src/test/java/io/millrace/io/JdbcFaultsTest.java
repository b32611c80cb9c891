package io.millrace.io;

import static io.millrace.io.JdbcThings.POISON;
import static io.millrace.io.JdbcThings.item;
import static io.millrace.io.JdbcThings.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import io.millrace.io.JdbcThings.Thing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

import java.util.ArrayList;
import java.util.List;

/// Faults that no record is to blame for: they fail the chunk.
class JdbcFaultsTest {

    private final JdbcThings things = new JdbcThings();

    @ParameterizedTest
    @ValueSource(strings = {"P0001", "40001", "40P01", "42501", "53100", "55P03", "57014", "58030", "XX000"})
    void blamesNoRecordForAFaultOfAnotherKind(String state) {
        fault("RAISE EXCEPTION 'fault' USING ERRCODE = '%s'".formatted(state));

        assertNobodyBlamed(things.writer(), items(600));
    }

    @Test
    void blamesNoRecordForALostConnection() {
        fault("PERFORM pg_terminate_backend(pg_backend_pid())");
        var items = new ArrayList<>(items(600));
        items.set(3, item(3, POISON));

        assertThat(assertNobodyBlamed(things.writer(), items)).isInstanceOf(DataAccessResourceFailureException.class);
    }

    @Test
    void blamesNoRecordForAStatementThatIsWrong() {
        assertNobodyBlamed(things.writer("INSERT INTO nowhere VALUES (?, ?)"), items(3));
        assertNobodyBlamed(things.writer("INSERT INTO %s VALUES (?, ?, ?)".formatted(things.table)), items(3));
        assertNobodyBlamed(things.writer("INSERT INTO %s VALUES (?, 'x')".formatted(things.table)), items(3));
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
    private Throwable assertNobodyBlamed(JdbcRecordWriter<Thing> writer, List<Item<Thing>> items) {
        var context = new RecordingContext();
        var thrown = new ArrayList<DataAccessException>();
        assertThatException()
                .isThrownBy(
                        () ->
                                things.inTransaction(
                                        () -> {
                                            try {
                                                writer.write(items, context);
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
}
