package io.millrace.run;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.arrival.Sequencer;
import io.millrace.notify.Notification;
import io.millrace.notify.Notifications;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

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

    /// The lease changes hands. An unfinished run whose lease was given back is continued; anything else is a new
    /// attempt: a retry of a failed one, a recovery of one whose worker died, or an operator's restart.
    private static final String TAKE =
            """
            fence = r.fence + 1,
            attempt = r.attempt + CASE WHEN r.state = 'STARTED' AND r.lease_until IS NULL THEN 0 ELSE 1 END,
            hop = CASE WHEN r.state = 'STARTED' AND r.lease_until IS NULL THEN r.hop + 1 ELSE 1 END,
            state = 'STARTED', reason_code = NULL, reason = NULL, retryable = false, ended_at = NULL,
            owner = :owner, lease_until = clock_timestamp() + :lease * interval '1 ms', updated_at = clock_timestamp()
            """;

    private static final String RESUMABLE = "(r.state = 'STARTED' OR r.state = 'FAILED' AND r.retryable)";

    private static final String CAUSE =
            """
            CASE WHEN t.fence = 1 THEN 'ARRIVED' WHEN t.hop > 1 THEN 'CONTINUED'
                 WHEN last.ended_at IS NULL THEN 'RECOVERED' ELSE 'RETRIED' END\
            """;

    /// What a run is made of, and never changes.
    private static final String COLUMNS =
            """
            id, job, route, parameters, bucket, object_key, version_id, etag, size, sequencer, parent, set_key, members,
            announced_at\
            """;

    private static final String VALUES =
            """
            :id, :job, :route, CAST(:parameters AS jsonb), :bucket, :key, :version, :etag, :size, :sequencer, :parent,
            :set, CAST(:members AS jsonb), :announced\
            """;

    private final JdbcClient jdbc;
    private final JdbcCheckpoints checkpoints;
    private final Notifications notifications;
    private final TransactionOperations transaction;
    private final RunRows rows = new RunRows();

    JdbcRunStore(JdbcClient jdbc, Notifications notifications, TransactionOperations transaction) {
        this.jdbc = jdbc;
        this.checkpoints = new JdbcCheckpoints(jdbc);
        this.notifications = notifications;
        this.transaction = transaction;
    }

    @Override
    public Optional<Taken> arrive(NewRun candidate, String owner, Duration lease) {
        Map<String, @Nullable Object> values = values(candidate);
        values.put("owner", owner);
        values.put("lease", lease.toMillis());
        values.put("stale", RunFault.STALE_EVENT.name());
        return taken(
                """
                WITH taken AS (
                  INSERT INTO millrace.run AS r
                    (%s, attempt, hop, fence, owner, state, reason_code, reason, ended_at, lease_until)
                  SELECT %s, 1, 1, 1, :owner,
                         CASE WHEN stale THEN 'SUPERSEDED' ELSE 'STARTED' END,
                         CASE WHEN stale THEN CAST(:stale AS text) END,
                         CASE WHEN stale THEN 'A newer version of this key was announced before; this one is not run' END,
                         CASE WHEN stale THEN clock_timestamp() END,
                         CASE WHEN NOT stale THEN clock_timestamp() + :lease * interval '1 ms' END
                  FROM (SELECT EXISTS (SELECT 1 FROM millrace.run n WHERE n.bucket = :bucket AND n.object_key = :key
                                       AND n.sequencer > CAST(:sequencer AS text) AND n.id <> :id) AS stale) s
                  ON CONFLICT (id) DO UPDATE SET
                """
                                .formatted(COLUMNS, VALUES)
                        + TAKE
                        + "WHERE "
                        + FREE
                        + " AND "
                        + RESUMABLE
                        + " RETURNING r.*)",
                CAUSE,
                values);
    }

    @Override
    public void create(NewRun run, @Nullable Reason refusal) {
        Map<String, @Nullable Object> values = values(run);
        values.put("state", refusal == null ? RunState.STARTED.name() : RunState.REFUSED.name());
        values.put("code", refusal == null ? null : refusal.code());
        values.put("reason", refusal == null ? null : refusal.text());
        jdbc.sql(
                        """
                        INSERT INTO millrace.run (%s, attempt, hop, fence, state, reason_code, reason, ended_at)
                        VALUES (%s, 1, 0, 0, :state, :code, :reason,
                                CASE WHEN :state = 'REFUSED' THEN clock_timestamp() END) ON CONFLICT DO NOTHING\
                        """
                                .formatted(COLUMNS, VALUES))
                .params(values)
                .update();
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

    @Override
    public Optional<Taken> resume(RunId run, String owner, Duration lease) {
        return taken(
                "WITH taken AS (UPDATE millrace.run r SET "
                        + TAKE
                        + " WHERE r.id = :id AND "
                        + FREE
                        + " AND "
                        + RESUMABLE
                        + " RETURNING r.*)",
                CAUSE,
                Map.of("id", run.value(), "owner", owner, "lease", lease.toMillis()));
    }

    @Override
    public Optional<Taken> restart(RunId run, int attempt, String owner, Duration lease) {
        return taken(
                "WITH taken AS (UPDATE millrace.run r SET stalled = 0, "
                        + TAKE
                        + " WHERE r.id = :id AND r.attempt = :attempt AND r.state IN ('FAILED', 'STOPPED') AND "
                        + FREE
                        + " RETURNING r.*)",
                "'RESTARTED'",
                Map.of("id", run.value(), "attempt", attempt, "owner", owner, "lease", lease.toMillis()));
    }

    /// Takes the lease and opens its line in the history, in one statement.
    private Optional<Taken> taken(String take, String cause, Map<String, ? extends @Nullable Object> parameters) {
        return jdbc.sql(
                        take
                                + """
                                , hop AS (
                                  INSERT INTO millrace.hop (run_id, fence, attempt, hop, cause, owner)
                                  SELECT t.id, t.fence, t.attempt, t.hop, %s, t.owner FROM taken t
                                  LEFT JOIN millrace.hop last ON last.run_id = t.id AND last.fence = t.fence - 1
                                  WHERE t.state = 'STARTED'
                                  RETURNING cause)
                                SELECT t.*, hop.cause, last.reason_code AS failed_for FROM taken t CROSS JOIN hop
                                LEFT JOIN millrace.hop last ON last.run_id = t.id AND last.fence = t.fence - 1
                                """
                                        .formatted(cause))
                .params(parameters)
                .query(
                        (row, n) ->
                                new Taken(
                                        rows.mapRow(row, n),
                                        Hop.Cause.valueOf(row.getString("cause")),
                                        row.getLong("progress_mark"),
                                        row.getInt("stalled"),
                                        row.getString("failed_for")))
                .optional();
    }

    @Override
    public void markProgress(RunId run, long fence, long mark, int stalled) {
        jdbc.sql("UPDATE millrace.run SET progress_mark = ?, stalled = ? WHERE id = ? AND fence = ?")
                .params(mark, stalled, run.value(), fence)
                .update();
    }

    @Override
    public boolean renew(RunId run, long fence, Duration lease) {
        return jdbc.sql(
                                """
                                UPDATE millrace.run SET lease_until = clock_timestamp() + ? * interval '1 ms'
                                WHERE id = ? AND fence = ? AND lease_until IS NOT NULL\
                                """)
                        .params(lease.toMillis(), run.value(), fence)
                        .update()
                == 1;
    }

    @Override
    public Checkpoint checkpoint(RunId run, String step) {
        return checkpoints.find(run, step);
    }

    @Override
    public List<StepAccount> accounts(RunId run) {
        return checkpoints.accounts(run);
    }

    @Override
    public boolean save(RunId run, long fence, String step, Checkpoint checkpoint, Duration lease) {
        return checkpoints.save(run, fence, step, checkpoint, lease);
    }

    @Override
    public Optional<Run> release(RunId run, long fence, Ending ending, List<Notification> raised) {
        Reason reason = ending.reason();
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("id", run.value());
        values.put("fence", fence);
        values.put("state", ending.state().name());
        values.put("outcome", ending.outcome());
        values.put("code", reason == null ? null : reason.code());
        values.put("reason", reason == null ? null : reason.text());
        values.put("retryable", ending.retryable());
        return raised.isEmpty()
                ? released(values)
                : transaction.execute(
                        status -> {
                            Optional<Run> released = released(values);
                            released.ifPresent(
                                    r -> raised.forEach(notification -> notifications.keep(run.value(), notification)));
                            return released;
                        });
    }

    private Optional<Run> released(Map<String, @Nullable Object> values) {
        return jdbc.sql(
                        """
                        WITH released AS (
                          UPDATE millrace.run r SET lease_until = NULL, updated_at = clock_timestamp(),
                            state = CASE WHEN :state = 'STARTED' AND r.state = 'STOPPING' THEN 'STOPPED' ELSE :state END,
                            reason_code = :code, reason = :reason, retryable = :retryable,
                            ended_at = CASE WHEN :state = 'STARTED' AND r.state <> 'STOPPING' THEN NULL
                                            ELSE clock_timestamp() END
                          WHERE r.id = :id AND r.fence = :fence AND r.lease_until IS NOT NULL RETURNING r.*),
                        closed AS (
                          UPDATE millrace.hop h SET ended_at = clock_timestamp(), outcome = :outcome,
                            reason_code = :code, reason = :reason
                          FROM released r WHERE h.run_id = r.id AND h.fence = r.fence)
                        SELECT * FROM released\
                        """)
                .params(values)
                .query(rows)
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
                          ended_at = CASE WHEN %1$s THEN clock_timestamp() END
                        WHERE r.id = ? AND r.state = 'STARTED' RETURNING r.*\
                        """
                                .formatted(FREE))
                .param(run.value())
                .query(rows)
                .optional();
    }

    @Override
    public Optional<Run> abandon(RunId run) {
        return jdbc.sql(
                        """
                        UPDATE millrace.run r SET state = 'ABANDONED', updated_at = clock_timestamp()
                        WHERE r.id = ? AND r.state IN ('STOPPED', 'FAILED') RETURNING r.*\
                        """)
                .param(run.value())
                .query(rows)
                .optional();
    }

    @Override
    public int settleStopped() {
        return jdbc.sql(
                        """
                        UPDATE millrace.run r SET state = 'STOPPED', fence = r.fence + 1, lease_until = NULL,
                          updated_at = clock_timestamp(), ended_at = clock_timestamp()
                        WHERE r.state = 'STOPPING' AND %s\
                        """
                                .formatted(FREE))
                .update();
    }

    @Override
    public List<RunId> stranded(Duration dead, Duration idle, int limit) {
        return jdbc.sql(
                        """
                        UPDATE millrace.run SET updated_at = clock_timestamp() WHERE id IN (
                          SELECT r.id FROM millrace.run r WHERE r.state = 'STARTED' AND %s
                            AND r.updated_at < clock_timestamp()
                              - CASE WHEN r.lease_until IS NULL THEN ? ELSE ? END * interval '1 ms'
                          ORDER BY r.updated_at LIMIT ? FOR UPDATE SKIP LOCKED) RETURNING id\
                        """
                                .formatted(FREE))
                .params(idle.toMillis(), dead.toMillis(), limit)
                .query((row, n) -> new RunId(row.getString("id")))
                .list();
    }

    @Override
    public Optional<Run> find(RunId run) {
        return jdbc.sql("SELECT * FROM millrace.run WHERE id = ?").param(run.value()).query(rows).optional();
    }
}
