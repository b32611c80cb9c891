package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import io.millrace.local.LocalCloud;
import io.millrace.local.LocalDatabase;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

class RetentionTest {

    private static final DataSource DATABASE = pooled(LocalDatabase.of(LocalCloud.shared().newSpace()));
    private static final JdbcClient JDBC = JdbcClient.create(DATABASE);
    private static final TransactionTemplate TRANSACTION =
            new TransactionTemplate(new DataSourceTransactionManager(DATABASE));

    private final String set = UUID.randomUUID().toString();
    private final Retention retention = retention(Map.of());

    /// A sweep is many small transactions.
    private static DataSource pooled(DataSource database) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    private static Retention retention(Map<String, String> settings) {
        return new Retention(JDBC, TRANSACTION, RetentionSettingsTest.bind(settings));
    }

    /// Puts a run into the store, of a file of its own that was announced a minute before the run ended.
    private static String run(RunState state, int daysAgo) {
        String id = UUID.randomUUID().toString().replace("-", "");
        JDBC.sql(
                        """
                        WITH made AS (
                          INSERT INTO millrace.run (id, job, route, parameters, bucket, object_key, state, fence, created_at,
                            ended_at)
                          SELECT :id, 'job', 'route', '{}', 'landing', :id, :state, 1, ended - interval '1 minute',
                            CASE WHEN NOT :unfinished THEN ended END
                          FROM (SELECT clock_timestamp() - :days * interval '1 day' AS ended) time RETURNING *),
                        head AS (
                          INSERT INTO millrace.object_head (bucket, object_key, pin, run_id, changed_at)
                          SELECT bucket, object_key, 'v', id, created_at FROM made),
                        hop AS (
                          INSERT INTO millrace.hop (run_id, fence, attempt, hop, cause, owner)
                          SELECT id, 1, 1, 1, 'ARRIVED', 'nobody' FROM made),
                        checkpoint AS (
                          INSERT INTO millrace.checkpoint (run_id, step, fence, execution, format, byte_offset, records,
                            written, filtered, rejected, bytes_done, bytes_total)
                          SELECT id, 'load', 1, -instance, 'JSON', 1, 1, 1, 0, 0, 1, 1 FROM made)
                        INSERT INTO millrace.step_execution (execution, run_id, fence, step, status, exit_code, exit_message)
                        SELECT instance, id, 1, 'other', 'COMPLETED', 'COMPLETED', '' FROM made\
                        """)
                .param("id", id)
                .param("state", state.name())
                .param("unfinished", state.unfinished())
                .param("days", daysAgo)
                .update();
        return id;
    }

    private static void reject(String run, int rejects) {
        JDBC.sql(
                        """
                        INSERT INTO millrace.reject (run_id, step, record, byte_offset, code, reason, raw, raw_length)
                        SELECT ?, 'load', record, 0, 'MALFORMED', 'is no JSON', '', 0 FROM generate_series(1, ?) record\
                        """)
                .params(run, rejects)
                .update();
    }

    private static String withRejects(RunState state, int daysAgo, int rejects) {
        String run = run(state, daysAgo);
        reject(run, rejects);
        JDBC.sql("UPDATE millrace.run SET rejected = ? WHERE id = ?").params(rejects, run).update();
        return run;
    }

    private static void redrive(String run, int records, int writtenDaysAgo) {
        String id = UUID.randomUUID().toString();
        JDBC.sql(
                        """
                        INSERT INTO millrace.redrive (id, run_id, object_key, written_at, due_at)
                        VALUES (?, ?, 'key', clock_timestamp() - ? * interval '1 day', NULL)\
                        """)
                .params(id, run, writtenDaysAgo)
                .update();
        JDBC.sql("UPDATE millrace.reject SET redrive = ? WHERE run_id = ? AND record <= ?")
                .params(id, run, records)
                .update();
        JDBC.sql(
                        """
                        INSERT INTO millrace.redrive_record (redrive_id, run_id, step, record)
                        SELECT redrive, run_id, step, record FROM millrace.reject WHERE redrive = ?\
                        """)
                .param(id)
                .update();
    }

    private static boolean exists(String run) {
        return JDBC.sql("SELECT EXISTS (SELECT FROM millrace.run WHERE id = ?)")
                .param(run)
                .query(Boolean.class)
                .single();
    }

    private static boolean hasHead(String key) {
        return JDBC.sql("SELECT EXISTS (SELECT FROM millrace.object_head WHERE object_key = ?)")
                .param(key)
                .query(Boolean.class)
                .single();
    }

    private void sweep() {
        sweep(retention);
    }

    private static void sweep(Retention retention) {
        while (retention.perform(() -> true) > 0) {
            assertThat(retention.failing(10)).isEmpty();
        }
    }

    @Test
    void nothingIsLeftOfARun() {
        String run = withRejects(RunState.COMPLETED, 366, 3);
        redrive(run, 2, 366);
        closedSet(run, 1, 366);

        sweep();

        assertThat(tablesWith(run)).isEmpty();
        assertThat(generations()).isEmpty();
        assertThat(
                        JDBC.sql("SELECT count(*) FROM millrace.file_set_member WHERE set_key = ?")
                                .param(set)
                                .query(Integer.class)
                                .single())
                .isZero();
    }

    /// The tables that have something of a run.
    private static List<String> tablesWith(String run) {
        return JDBC
                .sql(
                        """
                        SELECT table_name, column_name FROM information_schema.columns
                        WHERE table_schema = 'millrace' AND (column_name IN ('run_id', 'parent')
                          OR table_name = 'run' AND column_name = 'id') AND table_name <> 'notification'\
                        """)
                .query((row, n) -> List.of(row.getString(1), row.getString(2)))
                .list()
                .stream()
                .filter(
                        column ->
                                JDBC.sql(
                                                "SELECT EXISTS (SELECT FROM millrace.%s WHERE %s = ?)"
                                                        .formatted(column.getFirst(), column.getLast()))
                                        .param(run)
                                        .query(Boolean.class)
                                        .single())
                .map(List::getFirst)
                .toList();
    }

    @Test
    void aCompletedRunIsKeptForItsTime() {
        String old = run(RunState.COMPLETED, 31);
        String recent = run(RunState.COMPLETED, 29);

        sweep();

        assertThat(exists(old)).isFalse();
        assertThat(exists(recent)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"COMPLETED", "STARTED", "STOPPING"})
    void aRunThatEndedOtherwiseIsKeptForLonger(RunState state) {
        String old = run(state, 91);
        String recent = run(state, 89);

        sweep();

        assertThat(exists(old)).isFalse();
        assertThat(exists(recent)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTED", "STOPPING"})
    void aRunThatIsUnfinishedNeverGoes(RunState state) {
        String run = run(state, 1_000);

        sweep();

        assertThat(exists(run)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aRunThatIsTriedAgainNeverGoes(int rejects) {
        String run = withRejects(RunState.FAILED, 1_000, rejects);
        JDBC.sql("UPDATE millrace.run SET retryable = true, due_at = clock_timestamp() WHERE id = ?")
                .param(run)
                .update();

        sweep();

        assertThat(exists(run)).isTrue();
    }

    @Test
    void aRunWithoutARouteGoesLikeOthers() {
        String run = run(RunState.COMPLETED, 31);
        JDBC.sql("UPDATE millrace.run SET route = NULL, bucket = NULL, object_key = NULL WHERE id = ?")
                .param(run)
                .update();

        sweep();

        assertThat(tablesWith(run)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPLETED", "FAILED"})
    void aRunWithRejectsIsKeptForTheirTime(RunState state) {
        String old = withRejects(state, 366, 2);
        String recent = withRejects(state, 364, 2);

        sweep();

        assertThat(exists(old)).isFalse();
        assertThat(exists(recent)).isTrue();
    }

    @Test
    void aRunWhoseRowDoesNotCountItsRejectsIsKeptForTheirTimeToo() {
        String old = run(RunState.SUPERSEDED, 366);
        String recent = run(RunState.SUPERSEDED, 364);
        reject(old, 2);
        reject(recent, 2);

        sweep();

        assertThat(exists(old)).isFalse();
        assertThat(exists(recent)).isTrue();
    }

    @Test
    void aCompletedRunWhoseRejectsWereAllRedrivenGoesWithTheCompletedOnes() {
        String all = withRejects(RunState.COMPLETED, 50, 3);
        redrive(all, 3, 31);
        String lately = withRejects(RunState.COMPLETED, 50, 3);
        redrive(lately, 2, 31);
        redrive(lately, 3, 29);
        String some = withRejects(RunState.COMPLETED, 50, 3);
        redrive(some, 2, 31);
        String failed = withRejects(RunState.FAILED, 50, 3);
        redrive(failed, 3, 31);

        sweep();

        assertThat(exists(all)).isFalse();
        assertThat(List.of(lately, some, failed)).allMatch(RetentionTest::exists);
    }

    @Test
    void aLaterRedriveIsLookedAtAlthoughAnEarlierOneLeftRejects() {
        String run = withRejects(RunState.COMPLETED, 50, 3);
        redrive(run, 2, 40);
        sweep();
        assertThat(exists(run)).isTrue();

        redrive(run, 3, 31);
        sweep();

        assertThat(exists(run)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRunWithARedriveThatIsNotWrittenNeverGoes(boolean all) {
        String run = withRejects(RunState.COMPLETED, 1_000, 3);
        redrive(run, all ? 3 : 1, 900);
        JDBC.sql("INSERT INTO millrace.redrive (id, run_id, object_key) VALUES (?, ?, 'key')")
                .params(UUID.randomUUID().toString(), run)
                .update();

        sweep();

        assertThat(exists(run)).isTrue();
    }

    @Test
    void manyRejectsGoInBatchesAndMeanwhileNobodyCanGoOnWithTheRun() {
        String run = withRejects(RunState.FAILED, 366, 5);
        Retention small = retention(Map.of("batch-size", "2"));
        AtomicInteger times = new AtomicInteger();

        small.perform(() -> times.incrementAndGet() <= 5);

        assertThat(
                        JDBC.sql("SELECT count(*) FROM millrace.reject WHERE run_id = ?")
                                .param(run)
                                .query(Integer.class)
                                .single())
                .isEqualTo(3);
        assertThat(JDBC.sql("SELECT state FROM millrace.run WHERE id = ?").param(run).query(String.class).single())
                .isEqualTo("ABANDONED");

        sweep(small);

        assertThat(tablesWith(run)).isEmpty();
    }

    @Test
    void aHeadOutlivesItsRunForItsTime() {
        String run = run(RunState.COMPLETED, 1_000);

        sweep();

        assertThat(exists(run)).isFalse();
        assertThat(hasHead(run)).isTrue();
        JDBC.sql("UPDATE millrace.object_head SET changed_at = changed_at - interval '399 days' WHERE object_key = ?")
                .param(run)
                .update();

        sweep();

        assertThat(hasHead(run)).isTrue();
        JDBC.sql("UPDATE millrace.object_head SET changed_at = changed_at - interval '2 days' WHERE object_key = ?")
                .param(run)
                .update();

        sweep();

        assertThat(hasHead(run)).isFalse();
    }

    @Test
    void aHeadIsKeptWhileARunOfItsKeyIs() {
        String newest = run(RunState.COMPLETED, 60);
        String replaced = run(RunState.SUPERSEDED, 61);
        JDBC.sql("UPDATE millrace.run SET object_key = ? WHERE id = ?").params(newest, replaced).update();

        sweep();
        JDBC.sql("UPDATE millrace.object_head SET changed_at = changed_at - interval '401 days' WHERE object_key = ?")
                .param(newest)
                .update();
        sweep();

        assertThat(exists(newest)).isFalse();
        assertThat(exists(replaced)).isTrue();
        assertThat(hasHead(newest)).isTrue();
    }

    @Test
    void aHeadIsKeptWhileASetWaitsThatHasTheFile() {
        openSet(1, 500);
        head("waits/1/a", 500);
        head("waits/1/b", 500);

        sweep();

        assertThat(hasHead(set + "waits/1/a")).isTrue();
        assertThat(hasHead(set + "waits/1/b")).isFalse();
    }

    private void head(String key, int daysAgo) {
        JDBC.sql(
                        """
                        INSERT INTO millrace.object_head (bucket, object_key, pin, changed_at)
                        VALUES ('landing', ?, 'v', clock_timestamp() - ? * interval '1 day')\
                        """)
                .params(set + key, daysAgo)
                .update();
    }

    private void openSet(int generation, int daysAgo) {
        JDBC.sql(
                        """
                        WITH opened AS (
                          INSERT INTO millrace.file_set (route, set_key, generation, opened_at, expected_at)
                          VALUES ('sets', :set, :generation, clock_timestamp() - :days * interval '1 day',
                            clock_timestamp() - :days * interval '1 day') RETURNING *)
                        INSERT INTO millrace.file_set_member (route, set_key, generation, member, bucket, object_key,
                          version_id, size, announced_at)
                        SELECT route, set_key, generation, 'a', 'landing', set_key || 'waits/' || generation || '/a', 'v',
                          1, opened_at FROM opened\
                        """)
                .param("set", set)
                .param("generation", generation)
                .param("days", daysAgo)
                .update();
    }

    private void closedSet(String run, int generation, int daysAgo) {
        openSet(generation, daysAgo);
        JDBC.sql("UPDATE millrace.file_set SET run_id = ? WHERE set_key = ? AND generation = ?")
                .params(run, set, generation)
                .update();
    }

    private List<Integer> generations() {
        return JDBC.sql("SELECT generation FROM millrace.file_set WHERE set_key = ? ORDER BY generation")
                .param(set)
                .query((row, n) -> row.getInt(1))
                .list();
    }

    @Test
    void aSetThatWaitsNeverGoesAndIsLockedByItsOldestGeneration() {
        closedSet(run(RunState.COMPLETED, 200), 1, 200);
        closedSet(run(RunState.COMPLETED, 3), 2, 3);
        openSet(3, 1);

        sweep();

        assertThat(generations()).containsExactly(2, 3);
        FileSetStore sets = new FileSetStore(JDBC);
        List<Generation> locked = TRANSACTION.execute(status -> sets.lock("sets", set, Duration.ofHours(1)));
        assertThat(locked).extracting(Generation::number).containsExactly(2, 3);
        assertThat(generations()).containsExactly(2, 3);
    }

    @Test
    void aNotificationGoesAfterItWasSentLongAgo() {
        String kind = UUID.randomUUID().toString();
        notification(kind, "old", 91);
        notification(kind, "recent", 89);
        notification(kind, "unsent", null);

        sweep();

        assertThat(
                        JDBC.sql("SELECT subject FROM millrace.notification WHERE kind = ?")
                                .param(kind)
                                .query((row, n) -> row.getString(1))
                                .list())
                .containsExactlyInAnyOrder("recent", "unsent");
    }

    private static void notification(String kind, String subject, @Nullable Integer sentDaysAgo) {
        JDBC.sql(
                        """
                        INSERT INTO millrace.notification (kind, subject, body, created_at, sent_at)
                        VALUES (?, ?, '', clock_timestamp() - interval '1 year',
                          clock_timestamp() - CAST(? AS integer) * interval '1 day')\
                        """)
                .param(kind)
                .param(subject)
                .param(sentDaysAgo)
                .update();
    }

    @Test
    void nothingGoesIfItIsOff() {
        String run = run(RunState.COMPLETED, 1_000);

        assertThat(retention(Map.of("enabled", "false")).perform(() -> true)).isZero();

        assertThat(exists(run)).isTrue();
    }

    @Test
    void nothingGoesWithoutTime() {
        String run = run(RunState.COMPLETED, 1_000);

        assertThat(retention.perform(() -> false)).isZero();

        assertThat(exists(run)).isTrue();
    }

    @Test
    void aRunThatSomebodyHasLockedIsPassedOver() {
        String locked = run(RunState.COMPLETED, 1_000);
        String free = run(RunState.COMPLETED, 999);

        TRANSACTION.executeWithoutResult(
                status -> {
                    JDBC.sql("SELECT id FROM millrace.run WHERE id = ? FOR UPDATE")
                            .param(locked)
                            .query(String.class)
                            .single();
                    onAnotherConnection(this::sweep);
                });

        assertThat(exists(locked)).isTrue();
        assertThat(exists(free)).isFalse();
        sweep();
        assertThat(exists(locked)).isFalse();
    }

    /// It holds what retention waits for, and wants what retention has: retention must be the one to give up.
    @Test
    void whoMeetsRetentionInADeadlockGoesOn() {
        String run = run(RunState.COMPLETED, 1_000);
        closedSet(run, 1, 1_000);

        TRANSACTION.executeWithoutResult(
                status -> {
                    JDBC.sql("SELECT generation FROM millrace.file_set WHERE set_key = ? FOR UPDATE")
                            .param(set)
                            .query(Integer.class)
                            .single();
                    Thread sweeping = Thread.ofPlatform().start(this::sweep);
                    Awaitility.await().until(RetentionTest::somebodyWaits);
                    assertThat(
                                    JDBC.sql("SELECT id FROM millrace.run WHERE id = ? FOR UPDATE")
                                            .param(run)
                                            .query(String.class)
                                            .optional())
                            .contains(run);
                    join(sweeping);
                });

        sweep();
        assertThat(exists(run)).isFalse();
    }

    private static boolean somebodyWaits() {
        return JDBC.sql(
                        """
                        SELECT EXISTS (SELECT FROM pg_stat_activity
                          WHERE datname = current_database() AND wait_event_type = 'Lock')\
                        """)
                .query(Boolean.class)
                .single();
    }

    private static void onAnotherConnection(Runnable work) {
        join(Thread.ofPlatform().start(work));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
