package io.millrace.run;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.arrival.Sequencer;
import io.millrace.due.DueTable;
import io.millrace.io.Position;
import io.millrace.notify.Notification;
import io.millrace.notify.Notifications;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs in PostgreSQL. Every step that two workers could race for is one statement; `clock_timestamp()` and not
/// `now()`, because a chunk's transaction is older than the moment in which its lease is extended.
@Component
class JdbcRunStore implements RunStore {

    private static final String FREE = "(r.lease_until IS NULL OR r.lease_until < clock_timestamp())";

    /// What a run is made of, and never changes.
    private static final String COLUMNS =
            """
            id, job, route, parameters, bucket, object_key, version_id, etag, size, sequencer, parent, set_key, members,
            announced_at\
            """;

    private static final String VALUES =
            """
            :id, :job, :route, CAST(:parameters AS jsonb), :bucket, :key, :version, :etag, :size, :sequencer,
            (SELECT id FROM millrace.run WHERE id = :parent), :set, CAST(:members AS jsonb), :announced\
            """;

    private static final RowMapper<LeasedRun> LEASED =
            (row, n) ->
                    new LeasedRun(
                            RunRows.run(row),
                            row.getString("owner"),
                            row.getLong("execution"),
                            row.getLong("instance"),
                            Hop.Cause.valueOf(row.getString("cause")),
                            row.getInt("stalled"),
                            row.getString("failed_for"));

    private final JdbcClient jdbc;
    private final Notifications notifications;
    private final TransactionOperations transaction;
    private final RunSettings settings;

    JdbcRunStore(
            JdbcClient jdbc, Notifications notifications, TransactionOperations transaction, RunSettings settings) {
        this.jdbc = jdbc;
        this.notifications = notifications;
        this.transaction = transaction;
        this.settings = settings;
    }

    @Override
    public boolean create(NewRun run, @Nullable EndedRun ended) {
        Map<String, @Nullable Object> values = values(run);
        values.put("state", ended == null ? RunState.STARTED.name() : ended.state().name());
        values.put("code", ended == null ? null : ended.reason().code());
        values.put("reason", ended == null ? null : ended.reason().text());
        values.put("wait", settings.lease().toMillis());
        return jdbc.sql(
                                """
                                INSERT INTO millrace.run (%s, state, reason_code, reason, due_at, ended_at)
                                VALUES (%s, :state, :code, :reason,
                                  CASE WHEN :state = 'STARTED' THEN clock_timestamp() + :wait * interval '1 ms' END,
                                  CASE WHEN :state <> 'STARTED' THEN clock_timestamp() END) ON CONFLICT DO NOTHING\
                                """
                                        .formatted(COLUMNS, VALUES))
                        .params(values)
                        .update()
                > 0;
    }

    @Override
    public Optional<LeasedRun> createLeased(NewRun run, String owner, Duration lease) {
        Map<String, @Nullable Object> values = values(run);
        values.put("owner", owner);
        values.put("lease", lease.toMillis());
        return jdbc.sql(
                        """
                        WITH leased AS (
                          INSERT INTO millrace.run (%s, state, hop, fence, owner, lease_until, due_at)
                          SELECT %s, 'STARTED', 1, 1, :owner, until, until
                          FROM (SELECT clock_timestamp() + :lease * interval '1 ms' AS until) lease
                          ON CONFLICT DO NOTHING RETURNING *),
                        hop AS (
                          INSERT INTO millrace.hop (run_id, fence, attempt, hop, cause, owner)
                          SELECT id, fence, attempt, hop, cause, owner FROM leased RETURNING execution)
                        SELECT leased.*, hop.execution, NULL AS failed_for FROM leased CROSS JOIN hop\
                        """
                                .formatted(COLUMNS, VALUES))
                .params(values)
                .query(LEASED)
                .optional();
    }

    private static Map<String, @Nullable Object> values(NewRun run) {
        Arrival arrival = run.arrival();
        ObjectVersion object = arrival.object();
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("id", run.id().value());
        values.put("job", run.job());
        values.put("route", run.route());
        values.put("parameters", RunRows.json(run.parameters()));
        values.put("bucket", object.bucket());
        values.put("key", object.key());
        values.put("version", object.versionId());
        values.put("etag", object.eTag());
        values.put("size", arrival.size());
        values.put("sequencer", arrival.sequencer() == null ? null : new Sequencer(arrival.sequencer()).value());
        values.put("parent", run.parent() == null ? null : run.parent().value());
        values.put("set", run.set() == null ? null : run.set().key());
        values.put("members", RunRows.json(run.set()));
        values.put("announced", arrival.announcedAt().atOffset(ZoneOffset.UTC));
        return values;
    }

    /// A lease that was given back is continued or tried again, as its last holder said; one that expired is recovered.
    @Override
    public Optional<LeasedRun> lease(RunId run, String owner, Duration lease) {
        return jdbc.sql(
                        """
                        WITH free AS (
                          SELECT r.id, r.reason_code, p.mark, p.mark > r.progress_mark AS progressed,
                            CASE WHEN r.lease_until IS NULL THEN r.cause ELSE 'RECOVERED' END AS cause
                          FROM millrace.run r CROSS JOIN LATERAL (
                            SELECT coalesce(sum(records + CASE WHEN done THEN 1 ELSE 0 END), 0)
                              + (SELECT coalesce(sum(commit_count), 0) FROM millrace.step_execution WHERE run_id = r.id)
                              AS mark
                            FROM millrace.checkpoint WHERE run_id = r.id) p
                          WHERE r.id = :id AND r.route IS NOT NULL AND %s
                            AND (r.held_until IS NULL OR r.held_until < clock_timestamp())
                            AND (r.state = 'STARTED' OR r.state = 'FAILED' AND r.retryable)
                          FOR UPDATE OF r SKIP LOCKED),
                        leased AS (
                          UPDATE millrace.run r SET fence = r.fence + 1, cause = free.cause,
                            attempt = r.attempt + CASE WHEN free.cause IN ('RECOVERED', 'RETRIED') THEN 1 ELSE 0 END,
                            hop = CASE WHEN free.cause = 'CONTINUED' THEN r.hop + 1 ELSE 1 END,
                            stalled = CASE WHEN free.progressed THEN 0
                                           WHEN free.cause IN ('CONTINUED', 'RECOVERED') THEN r.stalled + 1
                                           ELSE r.stalled END,
                            progress_mark = free.mark, state = 'STARTED', reason_code = NULL, reason = NULL,
                            retryable = false, ended_at = NULL, owner = :owner,
                            lease_until = clock_timestamp() + :lease * interval '1 ms',
                            due_at = clock_timestamp() + :lease * interval '1 ms', updated_at = clock_timestamp()
                          FROM free WHERE r.id = free.id RETURNING r.*, free.reason_code AS failed_for),
                        hop AS (
                          INSERT INTO millrace.hop (run_id, fence, attempt, hop, cause, owner)
                          SELECT id, fence, attempt, hop, cause, owner FROM leased RETURNING execution)
                        SELECT leased.*, hop.execution FROM leased CROSS JOIN hop\
                        """
                                .formatted(FREE))
                .param("id", run.value())
                .param("owner", owner)
                .param("lease", lease.toMillis())
                .query(LEASED)
                .optional();
    }

    @Override
    public void announcedAgain(RunId run) {
        jdbc.sql(
                        """
                        UPDATE millrace.run SET announcements = announcements + 1,
                          cause = CASE WHEN state = 'FAILED' THEN 'RETRIED' ELSE cause END,
                          retryable = retryable OR state = 'FAILED', attempts = 0, stalled = 0,
                          due_at = CASE WHEN state = 'FAILED' THEN clock_timestamp() + ? * interval '1 ms' ELSE due_at END
                        WHERE id = ?\
                        """)
                .params(settings.lease().toMillis(), run.value())
                .update();
    }

    @Override
    public void supersede(String bucket, String key, RunId by, Reason reason) {
        jdbc.sql(
                        """
                        WITH older AS (
                          SELECT id, fence, lease_until,
                            CASE WHEN lease_until > clock_timestamp() THEN id ELSE held_by END AS holder,
                            CASE WHEN lease_until > clock_timestamp() THEN lease_until ELSE held_until END AS held_until
                          FROM millrace.run WHERE bucket = :bucket AND object_key = :key AND id <> :by
                            AND set_key IS NULL AND state IN ('STARTED', 'STOPPING', 'STOPPED', 'FAILED') FOR UPDATE),
                        ended AS (
                          UPDATE millrace.run r SET state = 'SUPERSEDED', reason_code = :code, reason = :reason,
                            retryable = false, fence = r.fence + 1, lease_until = NULL, due_at = NULL,
                            updated_at = clock_timestamp(), ended_at = clock_timestamp()
                          FROM older WHERE r.id = older.id),
                        closed AS (
                          UPDATE millrace.hop h SET ended_at = clock_timestamp(), status = 'FAILED',
                            outcome = 'SUPERSEDED', reason_code = :code, reason = :reason
                          FROM older WHERE h.run_id = older.id AND h.fence = older.fence AND h.ended_at IS NULL)
                        UPDATE millrace.run r SET held_by = holder, held_until = older.held_until,
                          due_at = older.held_until
                        FROM older WHERE r.id = :by AND older.held_until > clock_timestamp()\
                        """)
                .param("bucket", bucket)
                .param("key", key)
                .param("by", by.value())
                .param("code", reason.code())
                .param("reason", reason.text())
                .update();
    }

    @Override
    public Optional<RunId> letGo(LeasedRun superseded) {
        return jdbc.sql(
                        """
                        UPDATE millrace.run r SET held_by = NULL, held_until = NULL, due_at = clock_timestamp()
                        FROM millrace.object_head h JOIN millrace.run older USING (bucket, object_key)
                        WHERE older.id = ? AND older.fence = ? AND r.id = h.run_id AND r.held_by = older.id
                          AND r.state = 'STARTED' RETURNING r.id\
                        """)
                .params(superseded.id().value(), superseded.fence() + 1)
                .query((row, n) -> new RunId(row.getString("id")))
                .optional();
    }

    @Override
    public boolean renew(LeasedRun run, Duration lease) {
        return jdbc.sql(
                                """
                                UPDATE millrace.run SET lease_until = clock_timestamp() + ? * interval '1 ms'
                                WHERE id = ? AND fence = ? AND owner = ? AND lease_until IS NOT NULL\
                                """)
                        .params(lease.toMillis(), run.id().value(), run.fence(), run.owner())
                        .update()
                == 1;
    }

    @Override
    public Checkpoint checkpoint(RunId run, String step) {
        return jdbc.sql("SELECT * FROM millrace.checkpoint WHERE run_id = ? AND step = ?")
                .params(run.value(), step)
                .query((row, n) -> checkpoint(row))
                .optional()
                .orElse(Checkpoint.START);
    }

    @Override
    public List<StepAccount> accounts(RunId run) {
        return jdbc.sql(
                        """
                        SELECT c.*, (SELECT count(*) FROM millrace.reject r WHERE r.run_id = c.run_id AND r.step = c.step)
                          AS rejects_kept
                        FROM millrace.checkpoint c WHERE c.run_id = ? ORDER BY c.updated_at, c.step\
                        """)
                .param(run.value())
                .query((row, n) -> new StepAccount(row.getString("step"), checkpoint(row), row.getLong("rejects_kept")))
                .list();
    }

    private static Checkpoint checkpoint(ResultSet row) throws SQLException {
        long records = row.getLong("records");
        return new Checkpoint(
                new Position(row.getString("format"), row.getLong("byte_offset"), records),
                new Totals(records, row.getLong("written"), row.getLong("filtered"), row.getLong("rejected")),
                row.getLong("bytes_done"),
                row.getLong("bytes_total"),
                row.getBoolean("done"),
                row.getString("state"),
                Duration.ofMillis(row.getLong("slowest_ms")));
    }

    @Override
    public boolean save(LeasedRun run, String step, long execution, Checkpoint checkpoint, Duration lease) {
        Position position = checkpoint.position();
        Totals totals = checkpoint.totals();
        return jdbc.sql(
                        """
                        WITH held AS (
                          UPDATE millrace.run SET lease_until = clock_timestamp() + ? * interval '1 ms',
                            updated_at = clock_timestamp()
                          WHERE id = ? AND fence = ? AND owner = ? AND lease_until IS NOT NULL
                          RETURNING id, fence, state),
                        saved AS (
                          INSERT INTO millrace.checkpoint AS c
                            (run_id, step, fence, execution, format, byte_offset, records, written, filtered, rejected,
                             bytes_done, bytes_total, done, state, slowest_ms)
                          SELECT id, ?, fence, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM held
                          ON CONFLICT (run_id, step) DO UPDATE SET fence = excluded.fence,
                            execution = excluded.execution, format = excluded.format,
                            byte_offset = excluded.byte_offset, records = excluded.records,
                            written = excluded.written, filtered = excluded.filtered, rejected = excluded.rejected,
                            bytes_done = excluded.bytes_done, bytes_total = excluded.bytes_total,
                            done = excluded.done, state = excluded.state, slowest_ms = excluded.slowest_ms,
                            chunks = c.chunks + 1, updated_at = clock_timestamp())
                        SELECT state = 'STOPPING' FROM held\
                        """)
                .param(lease.toMillis())
                .param(run.id().value())
                .param(run.fence())
                .param(run.owner())
                .param(step)
                .param(execution)
                .param(position.format())
                .param(position.offset())
                .param(totals.read())
                .param(totals.written())
                .param(totals.filtered())
                .param(totals.rejected())
                .param(checkpoint.bytesDone())
                .param(checkpoint.bytesTotal())
                .param(checkpoint.done())
                .param(checkpoint.state())
                .param(checkpoint.slowest().toMillis())
                .query(Boolean.class)
                .optional()
                .orElseThrow(() -> new LeaseLostException(run.id(), run.fence()));
    }

    @Override
    public Optional<Run> release(LeasedRun run, Ending ending, List<Notification> raised) {
        Reason reason = ending.reason();
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("id", run.id().value());
        values.put("fence", run.fence());
        values.put("owner", run.owner());
        values.put("announcements", run.run().announcements());
        values.put("state", ending.state().name());
        values.put("outcome", ending.outcome());
        values.put("code", reason == null ? null : reason.code());
        values.put("reason", reason == null ? null : DueTable.storable(reason.text()));
        values.put("retryable", ending.retryable());
        values.put("maxFailures", settings.maxFailures());
        values.put("backOff", settings.backOff().toMillis());
        values.put("maxBackOff", settings.maxBackOff().toMillis());
        values.put("wait", settings.lease().toMillis());
        FileSet set = run.run().set();
        return raised.isEmpty() && set == null
                ? released(values)
                : transaction.execute(
                        status -> {
                            if (set != null) {
                                lockSet(run.id());
                            }
                            Optional<Run> released = released(values);
                            released.ifPresent(
                                    r ->
                                            raised.forEach(
                                                    notification ->
                                                            notifications.keep(run.id().value(), notification)));
                            return released;
                        });
    }

    /// Keeps files from being taken into a run's set until the caller's transaction ends. Its next statement sees those
    /// that were: a statement that waits for the run's row only sees what was there when it began to wait.
    private void lockSet(RunId run) {
        jdbc.sql(
                        """
                        SELECT f.generation FROM millrace.run r
                        JOIN millrace.file_set f ON f.route = r.route AND f.set_key = r.set_key
                        WHERE r.id = ? ORDER BY f.generation LIMIT 1 FOR UPDATE OF f\
                        """)
                .param(run.value())
                .query(Integer.class)
                .optional();
    }

    private Optional<Run> released(Map<String, @Nullable Object> values) {
        return jdbc.sql(
                        """
                        WITH held AS (
                          SELECT id, state = 'STOPPING' AS stopping,
                            :state IN ('GONE', 'SUPERSEDED') AND announcements > :announcements AS announced,
                            :retryable AND attempts + 1 < :maxFailures AS retryable
                          FROM millrace.run WHERE id = :id AND fence = :fence AND owner = :owner
                            AND lease_until IS NOT NULL FOR UPDATE),
                        ended AS (
                          SELECT id, retryable AND NOT stopping AS retried,
                            CASE WHEN stopping AND (:state = 'STARTED' OR announced OR retryable) THEN 'STOPPED'
                              WHEN announced THEN 'STARTED' ELSE :state END AS new_state
                          FROM held),
                        released AS (
                          UPDATE millrace.run r SET state = new_state, lease_until = NULL, retryable = retried,
                            cause = CASE WHEN :state = 'STARTED' THEN 'CONTINUED' ELSE 'RETRIED' END,
                            reason_code = :code, reason = :reason, updated_at = clock_timestamp(),
                            attempts = CASE WHEN new_state = 'FAILED' THEN r.attempts + 1 ELSE 0 END,
                            due_at = CASE WHEN new_state = 'STARTED' THEN clock_timestamp() + :wait * interval '1 ms'
                              WHEN retried THEN clock_timestamp()
                                + least(:maxBackOff, :backOff * 2 ^ least(r.attempts, 30)) * interval '1 ms' END,
                            rejected = (SELECT coalesce(sum(rejected), 0) FROM millrace.checkpoint WHERE run_id = r.id),
                            ended_at = CASE WHEN new_state = 'STARTED' THEN NULL ELSE clock_timestamp() END
                          FROM ended WHERE r.id = ended.id RETURNING r.*),
                        closed AS (
                          UPDATE millrace.hop h SET ended_at = clock_timestamp(), updated_at = clock_timestamp(),
                            outcome = :outcome, reason_code = :code, reason = :reason,
                            status = CASE WHEN :outcome = 'COMPLETED' THEN 'COMPLETED'
                              WHEN :outcome IN ('CONTINUES', 'STOPPED') THEN 'STOPPED' ELSE 'FAILED' END
                          FROM released r WHERE h.run_id = r.id AND h.fence = r.fence),
                        waiting AS (
                          UPDATE millrace.file_set f SET due_at = clock_timestamp() FROM released r
                          WHERE r.set_key IS NOT NULL AND f.route = r.route AND f.set_key = r.set_key AND f.run_id IS NULL
                            AND r.due_at IS NULL)
                        SELECT * FROM released\
                        """)
                .params(values)
                .query(RunRows.RUN)
                .optional();
    }

    @Override
    public Optional<Run> requestStop(RunId run) {
        return jdbc.sql(
                        """
                        UPDATE millrace.run r SET updated_at = clock_timestamp(),
                          state = CASE WHEN %1$s THEN 'STOPPED' ELSE 'STOPPING' END,
                          fence = CASE WHEN %1$s THEN r.fence + 1 ELSE r.fence END,
                          lease_until = CASE WHEN %1$s THEN NULL ELSE r.lease_until END,
                          due_at = CASE WHEN %1$s THEN NULL ELSE r.due_at END,
                          ended_at = CASE WHEN %1$s THEN clock_timestamp() END
                        WHERE r.id = ? AND r.route IS NOT NULL AND r.state = 'STARTED' RETURNING r.*\
                        """
                                .formatted(FREE))
                .param(run.value())
                .query(RunRows.RUN)
                .optional();
    }

    @Override
    public Optional<Run> restart(RunId run) {
        return jdbc.sql(
                        """
                        UPDATE millrace.run r SET state = 'STARTED', cause = 'RESTARTED', attempt = r.attempt + 1,
                          hop = 0, attempts = 0, stalled = 0, retryable = false, ended_at = NULL,
                          due_at = clock_timestamp(), updated_at = clock_timestamp()
                        WHERE r.id = ? AND r.route IS NOT NULL AND r.state IN ('FAILED', 'STOPPED') AND %s
                        RETURNING r.*\
                        """
                                .formatted(FREE))
                .param(run.value())
                .query(RunRows.RUN)
                .optional();
    }

    @Override
    public Optional<Run> abandon(RunId run) {
        return transaction.execute(
                status -> {
                    lockSet(run);
                    return abandoned(run);
                });
    }

    private Optional<Run> abandoned(RunId run) {
        return jdbc.sql(
                        """
                        WITH abandoned AS (
                          UPDATE millrace.run r SET state = 'ABANDONED', due_at = NULL, retryable = false,
                            updated_at = clock_timestamp()
                          WHERE r.id = ? AND r.route IS NOT NULL AND r.state IN ('STOPPED', 'FAILED') RETURNING r.*),
                        waiting AS (
                          UPDATE millrace.file_set f SET due_at = clock_timestamp() FROM abandoned r
                          WHERE r.set_key IS NOT NULL AND f.route = r.route AND f.set_key = r.set_key
                            AND f.run_id IS NULL)
                        SELECT * FROM abandoned\
                        """)
                .param(run.value())
                .query(RunRows.RUN)
                .optional();
    }

    /// A checkpoint extends the lease and leaves `due_at` where it was, so that it stays a HOT update. A run that is
    /// due and still worked on is therefore put off here, once in the length of a lease. What is due is due at the
    /// statement's own time and not at `clock_timestamp()`, which no index can be searched for.
    @Override
    public List<RunId> claimDue(int limit) {
        return jdbc.sql(
                        """
                        WITH due AS (
                          SELECT id, due_at, %s AS free FROM millrace.run r
                          WHERE due_at <= statement_timestamp() ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED),
                        claimed AS (
                          UPDATE millrace.run r SET
                            state = CASE WHEN free AND r.state = 'STOPPING' THEN 'STOPPED' ELSE r.state END,
                            fence = CASE WHEN free AND r.state = 'STOPPING' THEN r.fence + 1 ELSE r.fence END,
                            lease_until = CASE WHEN free AND r.state = 'STOPPING' THEN NULL ELSE r.lease_until END,
                            ended_at = CASE WHEN free AND r.state = 'STOPPING' THEN clock_timestamp() ELSE r.ended_at END,
                            due_at = CASE WHEN free AND r.state = 'STOPPING' THEN NULL
                              WHEN free THEN clock_timestamp() + :wait * interval '1 ms' ELSE r.lease_until END
                          FROM due WHERE r.id = due.id RETURNING r.id, r.state, due.due_at, due.free)
                        SELECT id FROM claimed WHERE free AND state <> 'STOPPED' ORDER BY due_at\
                        """
                                .formatted(FREE))
                .param("limit", limit)
                .param("wait", settings.lease().toMillis())
                .query((row, n) -> new RunId(row.getString("id")))
                .list();
    }

    @Override
    public Optional<Run> find(RunId run) {
        return jdbc.sql("SELECT * FROM millrace.run WHERE id = ? AND route IS NOT NULL")
                .param(run.value())
                .query(RunRows.RUN)
                .optional();
    }
}
