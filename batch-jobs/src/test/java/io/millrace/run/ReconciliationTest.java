package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.io.CopyRecordWriter;
import io.millrace.io.JdbcRecordWriter;
import io.millrace.io.RecordWriter;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

import java.util.List;

/// Stores that take less than they are given, and do not say so.
class ReconciliationTest extends CustomJobTest {

    private static final long RECORDS = 45;

    /// How a store ignores some of the records. It also refuses record 13.
    enum Store {
        TRIGGER {
            @Override
            RecordWriter<Long> writer(JdbcTemplate jdbc, String table, String run) {
                swallow(jdbc, table);
                return insert(jdbc, table, run, "");
            }
        },

        TRIGGER_AND_COPY {
            @Override
            RecordWriter<Long> writer(JdbcTemplate jdbc, String table, String run) {
                swallow(jdbc, table);
                List<String> columns = List.of("run_id", "record");
                return new CopyRecordWriter<>(
                        jdbc, table, columns, (row, record) -> row.text(run).int8(record.longValue()));
            }
        },

        ON_CONFLICT_DO_NOTHING {
            @Override
            RecordWriter<Long> writer(JdbcTemplate jdbc, String table, String run) {
                jdbc.execute("CREATE UNIQUE INDEX ON %s (run_id, (record / 3))".formatted(table));
                return insert(jdbc, table, run, "ON CONFLICT DO NOTHING");
            }
        },

        VIEW {
            @Override
            RecordWriter<Long> writer(JdbcTemplate jdbc, String table, String run) {
                jdbc.execute(
                        """
                        CREATE VIEW %1$s_view AS SELECT * FROM %1$s;
                        CREATE FUNCTION %1$s_instead() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN
                            IF new.record %% 4 = 0 THEN RETURN NULL; END IF;
                            INSERT INTO %1$s VALUES (new.run_id, new.record);
                            RETURN new;
                        END $$;
                        CREATE TRIGGER instead INSTEAD OF INSERT ON %1$s_view
                        FOR EACH ROW EXECUTE FUNCTION %1$s_instead()\
                        """
                                .formatted(table));
                return insert(jdbc, table + "_view", run, "");
            }
        };

        /// @param table to be prepared, before anything is written
        abstract RecordWriter<Long> writer(JdbcTemplate jdbc, String table, String run);

        private static void swallow(JdbcTemplate jdbc, String table) {
            jdbc.execute(
                    """
                    CREATE FUNCTION %1$s_swallow() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        IF new.record %% 4 = 0 THEN RETURN NULL; END IF;
                        RETURN new;
                    END $$;
                    CREATE TRIGGER swallow BEFORE INSERT ON %1$s FOR EACH ROW EXECUTE FUNCTION %1$s_swallow()\
                    """
                            .formatted(table));
        }

        private static RecordWriter<Long> insert(JdbcTemplate jdbc, String table, String run, String rest) {
            String insert = "INSERT INTO %s VALUES (?, ?) %s".formatted(table, rest);
            return new JdbcRecordWriter<>(
                    jdbc,
                    insert,
                    (row, record) -> {
                        row.setString(1, run);
                        row.setLong(2, record);
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunWhoseStoreIgnoresRecordsIsOutOfBalance(Store store) {
        behave(store, false);

        assertThat(deliver(RECORDS)).isInstanceOf(Outcome.Failed.class);

        int written = stored().size();
        assertThat(written).isBetween(1, 38);
        assertThat(run().reason())
                .returns("IMBALANCE", Reason::code)
                .extracting(Reason::text)
                .asString()
                .contains("step load read 45, written %d, filtered 1, rejected 5, rejects kept 5".formatted(written));
        assertThat(deliver(RECORDS)).as("it is not tried again").isInstanceOf(Outcome.Failed.class);
        assertThat(runs.hops(id(), 10)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void whatAStoreMayIgnoreCountsAsFiltered(Store store) {
        behave(store, true);

        assertThat(deliver(RECORDS)).isInstanceOf(Outcome.Completed.class);

        int written = stored().size();
        assertThat(written).isBetween(1, 38);
        assertThat(totals()).isEqualTo(new Totals(RECORDS, written, RECORDS - 5 - written, 5));
        assertThat(rejects.list(id(), null, 100))
                .extracting(reject -> reject.place().record())
                .containsExactly(10L, 13L, 20L, 30L, 40L);
    }

    /// Every 10th record is rejected by the reader, the 13th by the store, and the 33rd filtered.
    private void behave(Store store, boolean mayIgnore) {
        template.execute("ALTER TABLE %s ADD CHECK (record <> 13)".formatted(table));
        RecordWriter<Long> writer = store.writer(template, table, id().value());
        CustomJob.parts =
                run -> {
                    StepParts<Long, Long> parts =
                            StepParts.of(
                                    new MadeRecords(run.size(), 1, record -> record % 10 == 0),
                                    item -> item.value() == 33 ? null : item,
                                    writer);
                    return mayIgnore ? parts.whereTheStoreMayIgnore() : parts;
                };
    }
}
