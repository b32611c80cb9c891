package io.millrace.run;

import io.millrace.due.DueWork;
import io.millrace.due.FailingItem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/// Deletes what is older than [RetentionSettings] say: runs with all that belongs to them, heads of keys that nothing
/// refers to any more, notifications. It never deletes what somebody must still look at: a run that is unfinished or
/// tried again, a run with a re-drive to be written, a set that waits for files, a notification to be sent.
///
/// Every batch is a transaction of its own. It passes over rows that others have locked, and where it has to wait it
/// gives up before the database would call that a deadlock and end one of the two.
@Component
class Retention implements DueWork {

    private static final RowMapper<String> FIRST = (row, _) -> row.getString(1);

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private static final String KIND = "retention";

    /// So that other due work does not wait long when there is much to delete: the rest is for the next sweep.
    private static final int BATCHES_AT_ONCE = 10;

    /// Shorter than PostgreSQL waits before it looks for a deadlock, which is 1 s.
    private static final String PATIENCE = "SET LOCAL lock_timeout = '500ms'";

    /// Whether a table has such a row. With its limit each is looked up by itself; of EXISTS the database may make a
    /// join that reads all of the table.
    private static final String HAS = "(SELECT true FROM %s LIMIT 1) IS NOT NULL";

    private static final String HAS_REJECTS = HAS.formatted("millrace.reject WHERE run_id = r.id");

    private static final String HAS_OPEN_REJECTS =
            HAS.formatted("millrace.reject WHERE run_id = r.id AND redrive IS NULL");

    private static final String HAS_REDRIVE_TO_WRITE =
            HAS.formatted("millrace.redrive WHERE run_id = r.id AND due_at IS NOT NULL");

    private static final String HAS_NEWER_REDRIVE =
            HAS.formatted(
                    """
                    millrace.redrive WHERE run_id = r.id
                      AND written_at >= statement_timestamp() - :age * interval '1 ms'\
                    """);

    /// A head is needed while its key has a run that an older announcement could be taken for.
    private static final String HAS_RUN =
            HAS.formatted(
                    """
                    millrace.run r
                    WHERE r.object_key COLLATE "C" = old.object_key COLLATE "C" AND r.bucket = old.bucket\
                    """);

    /// It is needed while a set waits that has the file.
    private static final String HAS_WAITING_SET =
            HAS.formatted(
                    """
                    millrace.file_set_member m JOIN millrace.file_set f USING (route, set_key, generation)
                    WHERE m.bucket = old.bucket AND m.object_key = old.object_key AND f.run_id IS NULL\
                    """);

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final RetentionSettings settings;

    Retention(JdbcClient jdbc, TransactionOperations transaction, RetentionSettings settings) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.settings = settings;
    }

    @Override
    public String kind() {
        return KIND;
    }

    /// Nothing of it fails by itself: what could not be deleted is as old the next time.
    @Override
    public List<FailingItem> failing(int limit) {
        return List.of();
    }

    @Override
    public int perform(BooleanSupplier timeLeft) {
        if (!settings.enabled()) {
            return 0;
        }
        int deleted = 0;
        for (RunState state : RunState.values()) {
            if (!state.unfinished()) {
                deleted += batches(timeLeft, () -> runsWithoutRejects(state));
                deleted += batches(timeLeft, () -> runsWithRejects(state));
            }
        }
        deleted += batches(timeLeft, this::redrivenRuns);
        deleted += batches(timeLeft, this::heads);
        deleted += batches(timeLeft, this::notifications);
        return deleted;
    }

    /// @param batch deletes some and says how many it dealt with; 0 if nothing is left
    private int batches(BooleanSupplier timeLeft, IntSupplier batch) {
        int all = 0;
        for (int i = 0; i < BATCHES_AT_ONCE && timeLeft.getAsBoolean(); i++) {
            int some = batch(batch);
            if (some == 0) {
                break;
            }
            all += some;
        }
        return all;
    }

    private int batch(IntSupplier batch) {
        try {
            return Objects.requireNonNull(
                    transaction.execute(
                            status -> {
                                jdbc.sql(PATIENCE).update();
                                return batch.getAsInt();
                            }));
        } catch (PessimisticLockingFailureException | QueryTimeoutException e) {
            log.warn("Some of what is old could not be deleted; the next sweep tries again: {}", e.toString());
            return 0;
        }
    }

    private Duration age(RunState state) {
        return state == RunState.COMPLETED ? settings.completed() : settings.failed();
    }

    /// The run's own count of rejects is that of its last worker. A run that was ended while it was worked on may have
    /// more: such a one is kept as one with rejects.
    private int runsWithoutRejects(RunState state) {
        List<String> runs =
                jdbc.sql(
                                """
                                SELECT id FROM millrace.run WHERE state = :state AND rejected = 0 AND due_at IS NULL
                                  AND ended_at < statement_timestamp() - :age * interval '1 ms'
                                ORDER BY ended_at LIMIT :batch FOR UPDATE SKIP LOCKED\
                                """)
                        .param("state", state.name())
                        .param("age", age(state).toMillis())
                        .param("batch", settings.batchSize())
                        .query(FIRST)
                        .list();
        List<String> withRejects =
                runs.isEmpty()
                        ? List.of()
                        : jdbc.sql(
                                        """
                                        UPDATE millrace.run r SET rejected = greatest(1,
                                          (SELECT coalesce(sum(rejected), 0) FROM millrace.checkpoint WHERE run_id = r.id))
                                        WHERE id = ANY (:runs) AND %s RETURNING id\
                                        """
                                                .formatted(HAS_REJECTS))
                                .param("runs", array(runs))
                                .query(FIRST)
                                .list();
        List<String> without = new ArrayList<>(runs);
        without.removeAll(withRejects);
        delete(without);
        return runs.size();
    }

    private int runsWithRejects(RunState state) {
        Duration age = age(state).compareTo(settings.rejects()) > 0 ? age(state) : settings.rejects();
        List<String> runs =
                jdbc.sql(
                                """
                                SELECT id FROM millrace.run r WHERE state = :state AND rejected > 0 AND due_at IS NULL
                                  AND ended_at < statement_timestamp() - :age * interval '1 ms'
                                  AND NOT %s
                                ORDER BY ended_at LIMIT :batch FOR UPDATE SKIP LOCKED\
                                """
                                        .formatted(HAS_REDRIVE_TO_WRITE))
                        .param("state", state.name())
                        .param("age", age.toMillis())
                        .param("batch", settings.batchSize())
                        .query(FIRST)
                        .list();
        delete(runs);
        return runs.size();
    }

    /// Every re-drive is looked at once, when it is old. If it did not leave its run without open rejects, a later one
    /// will, which is looked at in its turn.
    private int redrivenRuns() {
        List<String> runs =
                jdbc.sql(
                                """
                                SELECT run_id FROM millrace.redrive
                                WHERE NOT kept AND written_at < statement_timestamp() - :age * interval '1 ms'
                                ORDER BY written_at LIMIT :batch FOR UPDATE SKIP LOCKED\
                                """)
                        .param("age", settings.completed().toMillis())
                        .param("batch", settings.batchSize())
                        .query(FIRST)
                        .list();
        if (runs.isEmpty()) {
            return 0;
        }
        List<String> redriven =
                jdbc.sql(
                                """
                                SELECT id FROM millrace.run r WHERE id = ANY (:runs) AND state = 'COMPLETED'
                                  AND due_at IS NULL AND ended_at < statement_timestamp() - :age * interval '1 ms'
                                  AND NOT %s AND NOT %s AND NOT %s
                                FOR UPDATE SKIP LOCKED\
                                """
                                        .formatted(HAS_OPEN_REJECTS, HAS_REDRIVE_TO_WRITE, HAS_NEWER_REDRIVE))
                        .param("runs", array(runs))
                        .param("age", settings.completed().toMillis())
                        .query(FIRST)
                        .list();
        List<String> others = new ArrayList<>(runs);
        others.removeAll(redriven);
        jdbc.sql(
                        """
                        UPDATE millrace.redrive SET kept = true
                        WHERE run_id = ANY (?) AND written_at < statement_timestamp() - ? * interval '1 ms'\
                        """)
                .params(array(others), settings.completed().toMillis())
                .update();
        delete(redriven);
        return runs.size();
    }

    /// Deletes runs whose rows are locked. Their rejects may be any number: these go first, a batch in each
    /// transaction, and their runs with the last of them. Until then nobody can go on with such a run.
    private void delete(List<String> runs) {
        if (runs.isEmpty()) {
            return;
        }
        int rejects =
                jdbc.sql(
                                """
                                DELETE FROM millrace.reject WHERE ctid = ANY (ARRAY (
                                  SELECT ctid FROM millrace.reject WHERE run_id = ANY (:runs)
                                  ORDER BY run_id, step, record LIMIT :batch))\
                                """)
                        .param("runs", array(runs))
                        .param("batch", settings.batchSize())
                        .update();
        if (rejects < settings.batchSize()) {
            noteDone(runs);
            jdbc.sql("DELETE FROM millrace.run WHERE id = ANY (?)").param(array(runs)).update();
        } else {
            jdbc.sql(
                            """
                            UPDATE millrace.run SET state = 'ABANDONED', retryable = false
                            WHERE id = ANY (?) AND state IN ('FAILED', 'STOPPED')\
                            """)
                    .param(array(runs))
                    .update();
        }
    }

    /// Heads outlive completed runs, so that a late duplicate of an announcement does not run again: the run's own, and
    /// those of the files of its set that are still the newest of their keys.
    private void noteDone(List<String> runs) {
        jdbc.sql(
                        """
                        WITH completed AS MATERIALIZED (
                          SELECT id FROM millrace.run WHERE id = ANY (?) AND state = 'COMPLETED'),
                        own AS (
                          UPDATE millrace.object_head h SET done = true, changed_at = clock_timestamp()
                          FROM completed c WHERE h.run_id = c.id)
                        UPDATE millrace.object_head h SET done = true, changed_at = clock_timestamp()
                        FROM completed c JOIN millrace.file_set f ON f.run_id = c.id
                          JOIN millrace.file_set_member m USING (route, set_key, generation)
                        WHERE h.bucket = m.bucket AND h.object_key = m.object_key AND h.run_id IS NULL
                          AND h.pin = coalesce(m.version_id, m.etag)\
                        """)
                .param(array(runs))
                .update();
    }

    /// The array of a statement's one parameter.
    private static Object array(List<String> ids) {
        return ids.toArray(String[]::new);
    }

    /// A head that is still needed is looked at again when it is as old once more.
    private int heads() {
        return jdbc.sql(
                        """
                        WITH old AS MATERIALIZED (
                          SELECT bucket, object_key FROM millrace.object_head
                          WHERE run_id IS NULL AND changed_at < statement_timestamp() - :age * interval '1 ms'
                          ORDER BY changed_at LIMIT :batch FOR UPDATE SKIP LOCKED),
                        looked AS MATERIALIZED (SELECT bucket, object_key, %s OR %s AS needed FROM old),
                        kept AS (
                          UPDATE millrace.object_head h SET changed_at = clock_timestamp() FROM looked
                          WHERE needed AND (h.bucket, h.object_key) = (looked.bucket, looked.object_key)),
                        gone AS (
                          DELETE FROM millrace.object_head h USING looked
                          WHERE NOT needed AND (h.bucket, h.object_key) = (looked.bucket, looked.object_key))
                        SELECT count(*) FROM looked\
                        """
                                .formatted(HAS_RUN, HAS_WAITING_SET))
                .param("age", settings.heads().toMillis())
                .param("batch", settings.batchSize())
                .query(Integer.class)
                .single();
    }

    private int notifications() {
        return jdbc.sql(
                        """
                        DELETE FROM millrace.notification WHERE id = ANY (ARRAY (
                          SELECT id FROM millrace.notification
                          WHERE sent_at < statement_timestamp() - :age * interval '1 ms'
                          ORDER BY sent_at LIMIT :batch FOR UPDATE SKIP LOCKED))\
                        """)
                .param("age", settings.notifications().toMillis())
                .param("batch", settings.batchSize())
                .update();
    }
}
