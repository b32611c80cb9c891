package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.io.Position;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalDatabase;
import io.millrace.notify.Notifications;
import io.millrace.run.RunStore.NewRun;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

class JdbcRunStoreTest extends RunStoreContract {

    /// To open a connection costs more than all that these tests do with it.
    private static final HikariDataSource DATABASE = new HikariDataSource();

    static {
        DATABASE.setDataSource(LocalDatabase.of(LocalCloud.shared().newSpace()));
        DATABASE.setMaximumPoolSize(40);
        DATABASE.setMinimumIdle(0);
    }

    private final JdbcClient jdbc = JdbcClient.create(DATABASE);
    private final JdbcTransactionManager transactions = new JdbcTransactionManager(DATABASE);
    private final TransactionTemplate transaction = new TransactionTemplate(transactions);
    private final JdbcRunStore store = new JdbcRunStore(jdbc, notifications(jdbc), transaction, settings());

    private static Notifications notifications(JdbcClient jdbc) {
        return new Notifications(jdbc, notification -> {}, new SimpleMeterRegistry());
    }

    @Override
    RunStore store() {
        return store;
    }

    @Override
    <T> T inTransaction(Supplier<T> action) {
        return Objects.requireNonNull(transaction.execute(status -> action.get()));
    }

    @Override
    void clear() {
        jdbc.sql("DELETE FROM millrace.run").update();
    }

    @Override
    void expire(RunId run) {
        update("UPDATE millrace.run SET lease_until = clock_timestamp() WHERE id = ?", run);
    }

    @Override
    void makeDue(RunId run) {
        update("UPDATE millrace.run SET due_at = clock_timestamp() WHERE id = ?", run);
    }

    @Override
    void isNewest(NewRun run) {
        ObjectVersion object = run.arrival().object();
        jdbc.sql(
                        """
                        INSERT INTO millrace.object_head (bucket, object_key, pin, run_id) VALUES (?, ?, ?, ?)
                        ON CONFLICT (bucket, object_key) DO UPDATE SET pin = excluded.pin, run_id = excluded.run_id\
                        """)
                .params(object.bucket(), object.key(), object.pinnedBy(), run.id().value())
                .update();
    }

    private void update(String sql, RunId run) {
        assertThat(jdbc.sql(sql).param(run.value()).update()).isOne();
    }

    @Override
    void keepRejects(RunId run, String step, int count) {
        jdbc.sql(
                        """
                        INSERT INTO millrace.reject (run_id, step, record, byte_offset, code, reason, raw, raw_length)
                        SELECT ?, ?, record, 0, 'CODE', 'reason', '', 0 FROM generate_series(1, ?) record\
                        """)
                .params(run.value(), step, count)
                .update();
    }

    @Override
    long notificationsAbout(String text) {
        return jdbc.sql("SELECT count(*) FROM millrace.notification WHERE subject = ?")
                .param("About " + text)
                .query(Long.class)
                .single();
    }

    @Override
    List<Hop> hops(RunId run) {
        return new Runs(jdbc, store).hops(run, 100);
    }

    /// In the caller's thread, to which its transaction belongs.
    @Override
    void awaitSomebodyWaits() {
        ChunkTransaction own = new ChunkTransaction(transactions, new JdbcTemplate(DATABASE));
        await().pollInSameThread().until(own::isBlockingOthers);
    }

    @Test
    void aCheckpointChangesNoIndex() throws Exception {
        ObjectVersion object = new ObjectVersion("landing", "energy/hot", "v1", null);
        Arrival arrival = new Arrival(object, 1, null, Instant.EPOCH);
        NewRun run = new NewRun(arrival.runId(), "energy", "a route", Map.of(), arrival, null, null);
        try (Connection session = DATABASE.getConnection()) {
            JdbcClient client = JdbcClient.create(new SingleConnectionDataSource(session, true));
            JdbcRunStore ofSession = new JdbcRunStore(client, notifications(client), transaction, settings());
            LeasedRun leased = ofSession.createLeased(run, "test", Duration.ofMinutes(1)).orElseThrow();
            Updates runs = updates(client, "run");
            Updates checkpoints = updates(client, "checkpoint");

            for (int records = 1; records <= 300; records++) {
                Totals totals = new Totals(records, records, 0, 0);
                Position position = new Position("lines", records, records);
                Duration slowest = Duration.ofMillis(records);
                Checkpoint checkpoint = new Checkpoint(position, totals, records, 300, false, "state", slowest);
                ofSession.save(leased, "load", 1, checkpoint, Duration.ofMinutes(1));
            }

            assertThat(updates(client, "run").minus(runs)).satisfies(Updates::isNearlyAllHot);
            assertThat(updates(client, "checkpoint").minus(checkpoints)).satisfies(Updates::isNearlyAllHot);
        }
    }

    private record Updates(long all, long hot) {

        Updates minus(Updates before) {
            return new Updates(all - before.all, hot - before.hot);
        }

        void isNearlyAllHot() {
            assertThat(all).isGreaterThanOrEqualTo(299);
            assertThat(hot).isGreaterThan(290);
        }
    }

    private static Updates updates(JdbcClient session, String table) {
        session.sql("SELECT pg_stat_force_next_flush()").query((row, n) -> "").list();
        return session.sql(
                        """
                        SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables
                        WHERE schemaname = 'millrace' AND relname = ?\
                        """)
                .param(table)
                .query((row, n) -> new Updates(row.getLong(1), row.getLong(2)))
                .single();
    }

    /// Jobs that Spring Batch has launched by itself are none of the engine's business.
    @Test
    void leavesRunsWithoutARouteAlone() {
        RunId launched = RunId.of(new ObjectVersion("landing", "launched", "v1", null));
        for (RunState state : List.of(RunState.STARTED, RunState.FAILED, RunState.STOPPED)) {
            clear();
            jdbc.sql("INSERT INTO millrace.run (id, job, parameters, state, fence) VALUES (?, 'job', '{}', ?, 1)")
                    .params(launched.value(), state.name())
                    .update();

            assertThat(store.find(launched)).isEmpty();
            assertThat(store.lease(launched, "test", Duration.ofMinutes(1))).isEmpty();
            assertThat(store.requestStop(launched)).isEmpty();
            assertThat(store.restart(launched)).isEmpty();
            assertThat(store.abandon(launched)).isEmpty();
            assertThat(
                            jdbc.sql("SELECT state FROM millrace.run WHERE id = ?")
                                    .param(launched.value())
                                    .query(String.class)
                                    .single())
                    .isEqualTo(state.name());
        }
    }
}
