package io.millrace.batch;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Job executions: the rows of `millrace.hop`, without their step executions.
final class JobExecutions {

    /// Which states of a run a new execution may be added to.
    private static final String RESTARTABLE = "('STOPPED', 'FAILED')";

    private static final String SELECT =
            """
            SELECT e.*, r.job, h.run_id, h.fence, h.parameters, h.context
            FROM batch.batch_job_execution e
            JOIN millrace.hop h ON h.execution = e.job_execution_id
            JOIN millrace.run r ON r.id = h.run_id
            """;

    private final JdbcClient jdbc;
    private final StoredParameters parameters;
    private final Contexts contexts;

    JobExecutions(JdbcClient jdbc, StoredParameters parameters, Contexts contexts) {
        this.jdbc = jdbc;
        this.parameters = parameters;
        this.contexts = contexts;
    }

    /// Adds the first execution of an instance, and the instance with it, in one statement.
    ///
    /// @return empty if another launcher has created the instance
    Optional<JobExecution> createFirst(LaunchedInstance instance, JobParameters given, ExecutionContext context) {
        return create(
                """
                INSERT INTO millrace.run (id, instance, job, parameters, state, cause, fence, hop)
                OVERRIDING SYSTEM VALUE VALUES (:run, :instance, :job, '{}', 'STARTED', 'LAUNCHED', 1, 1)
                ON CONFLICT (id) DO NOTHING RETURNING id, fence\
                """,
                instance,
                instance.run(),
                given,
                context);
    }

    /// Adds an execution to an instance that has some, in one statement, if the instance can be restarted. Of several
    /// callers at once, one is served.
    ///
    /// @return empty if the instance cannot be restarted
    Optional<JobExecution> createNext(JobInstance instance, JobParameters given, ExecutionContext context) {
        return create(
                """
                UPDATE millrace.run r SET fence = fence + 1, attempt = (fence + 1)::integer, state = 'STARTED',
                  updated_at = clock_timestamp(), ended_at = NULL
                WHERE instance = :instance AND route IS NULL AND state IN %s AND NOT EXISTS
                  (SELECT FROM millrace.hop h WHERE h.run_id = r.id AND h.fence = r.fence AND h.status = 'UNKNOWN')
                RETURNING id, fence\
                """
                        .formatted(RESTARTABLE),
                instance,
                "",
                given,
                context);
    }

    private Optional<JobExecution> create(
            String runRow, JobInstance instance, String run, JobParameters given, ExecutionContext context) {
        // Its values as they are when it is new.
        var blank = new JobExecution(0, instance, given);
        return jdbc.sql(
                        """
                        WITH run AS (%s)
                        INSERT INTO millrace.hop (run_id, fence, attempt, hop, cause, owner, status, created_at, started_at,
                          updated_at, outcome, reason, parameters, context)
                        SELECT id, fence, fence::integer, 1, 'LAUNCHED', '', :status, :created, NULL, :created, :exitCode,
                          :exitMessage, :parameters::jsonb, :context
                        FROM run RETURNING execution\
                        """
                                .formatted(runRow))
                .param("run", run)
                .param("instance", instance.getId())
                .param("job", instance.getJobName())
                .param("status", blank.getStatus().name())
                .param("created", blank.getCreateTime())
                .param("exitCode", blank.getExitStatus().getExitCode())
                .param("exitMessage", StoredText.of(blank.getExitStatus().getExitDescription()))
                .param("parameters", parameters.json(given))
                .param("context", contexts.text(context))
                .query(Long.class)
                .optional()
                .map(
                        id -> {
                            var execution = new JobExecution(id, instance, given);
                            execution.setVersion(0);
                            execution.setCreateTime(blank.getCreateTime());
                            execution.setExecutionContext(context);
                            return execution;
                        });
    }

    /// What the store says of an execution.
    ///
    /// @param engine whether the engine keeps it
    record Standing(int version, BatchStatus status, boolean engine) {}

    Standing standing(JobExecution execution) {
        return jdbc.sql(
                        """
                        SELECT e.version, e.status, r.route IS NOT NULL AS engine FROM batch.batch_job_execution e
                        JOIN millrace.run r ON r.instance = e.job_instance_id WHERE e.job_execution_id = ?\
                        """)
                .param(execution.getId())
                .query(
                        (row, n) ->
                                new Standing(
                                        row.getInt("version"),
                                        BatchStatus.valueOf(row.getString("status")),
                                        row.getBoolean("engine")))
                .single();
    }

    /// Writes an execution, and the state of its run if it is the run's last.
    ///
    /// @return whether it was written; it is not if it was changed since its version was read
    boolean update(JobExecution execution) {
        int version = Objects.requireNonNull(execution.getVersion(), "The job execution was never saved");
        BatchStatus status = execution.getStatus();
        long updated =
                jdbc.sql(
                                """
                                WITH hop AS (
                                  UPDATE millrace.hop SET created_at = :created, started_at = :started, ended_at = :ended,
                                    updated_at = :updated, status = :status, outcome = :exitCode, reason = :exitMessage,
                                    version = version + 1
                                  WHERE execution = :id AND version = :version RETURNING run_id, fence),
                                run AS (
                                  UPDATE millrace.run r SET state = :state, ended_at = :ended,
                                    updated_at = clock_timestamp()
                                  FROM hop WHERE r.id = hop.run_id AND r.fence = hop.fence)
                                SELECT count(*) FROM hop\
                                """)
                        .param("id", execution.getId())
                        .param("version", version)
                        .param("created", execution.getCreateTime())
                        .param("started", execution.getStartTime())
                        .param("ended", status == BatchStatus.STOPPING ? null : execution.getEndTime())
                        .param("updated", execution.getLastUpdated())
                        .param("status", status.name())
                        .param("state", runState(status))
                        .param("exitCode", StoredText.of(execution.getExitStatus().getExitCode()))
                        .param("exitMessage", StoredText.of(execution.getExitStatus().getExitDescription()))
                        .query(Long.class)
                        .single();
        if (updated > 0) {
            execution.setVersion(version + 1);
        }
        return updated > 0;
    }

    private static String runState(BatchStatus status) {
        return switch (status) {
            case STARTING, STARTED -> "STARTED";
            case STOPPING -> "STOPPING";
            case STOPPED -> "STOPPED";
            case FAILED, UNKNOWN -> "FAILED";
            case COMPLETED -> "COMPLETED";
            case ABANDONED -> "ABANDONED";
        };
    }

    /// Writes the context of an execution.
    ///
    /// @return whether it was written; it is not if the engine keeps the execution
    boolean updateContext(JobExecution execution) {
        return jdbc.sql(
                                """
                                UPDATE millrace.hop h SET context = :context FROM millrace.run r
                                WHERE h.execution = :id AND r.id = h.run_id AND r.route IS NULL\
                                """)
                        .param("id", execution.getId())
                        .param("context", contexts.text(execution.getExecutionContext()))
                        .update()
                > 0;
    }

    void updateContext(HopExecution hop) {
        int updated =
                jdbc.sql(
                                """
                                WITH held AS (SELECT id FROM millrace.run
                                  WHERE id = :run AND fence = :fence AND owner = :owner FOR SHARE)
                                UPDATE millrace.hop h SET context = :context FROM held
                                WHERE h.run_id = held.id AND h.execution = :id\
                                """)
                        .param("run", hop.run())
                        .param("fence", hop.fence())
                        .param("owner", hop.owner())
                        .param("id", hop.getId())
                        .param("context", contexts.text(hop.getExecutionContext()))
                        .update();
        if (updated == 0) {
            throw new StaleHopException(hop);
        }
    }

    /// The context that the newest execution of a run that kept one has kept.
    ExecutionContext lastContext(JobInstance instance) {
        return contexts.context(
                jdbc.sql(
                                """
                                SELECT h.context FROM millrace.run r JOIN millrace.hop h ON h.run_id = r.id
                                WHERE r.instance = ? AND h.context IS NOT NULL ORDER BY h.fence DESC LIMIT 1\
                                """)
                        .param(instance.getId())
                        .query(String.class)
                        .optional()
                        .orElse(null));
    }

    @Nullable JobExecution find(long execution) {
        return jdbc.sql(SELECT + "WHERE h.execution = ?")
                .param(execution)
                .query((row, n) -> execution(row))
                .optional()
                .orElse(null);
    }

    @Nullable JobExecution findLast(JobInstance instance) {
        return jdbc.sql(SELECT + "WHERE r.instance = ? ORDER BY h.fence DESC LIMIT 1")
                .param(instance.getId())
                .query((row, n) -> execution(row))
                .optional()
                .orElse(null);
    }

    /// All of an instance, the newest first.
    List<JobExecution> list(JobInstance instance) {
        return jdbc.sql(SELECT + "WHERE r.instance = ? ORDER BY h.fence DESC")
                .param(instance.getId())
                .query((row, n) -> execution(row))
                .list();
    }

    /// Those that are running. A run that has one says so in its own state, by which there is an index.
    List<JobExecution> running(String job) {
        return jdbc.sql(
                        SELECT
                                + """
                                WHERE r.job = ? AND r.state IN ('STARTED', 'STOPPING')
                                  AND e.status IN ('STARTING', 'STARTED', 'STOPPING') ORDER BY e.job_execution_id\
                                """)
                .param(job)
                .query((row, n) -> execution(row))
                .list();
    }

    private JobExecution execution(ResultSet row) throws SQLException {
        var instance = new JobInstance(row.getLong("job_instance_id"), row.getString("job"));
        instance.setVersion(0);
        var execution = new JobExecution(row.getLong("job_execution_id"), instance, parametersOf(row));
        execution.setVersion(row.getInt("version"));
        execution.setStatus(BatchStatus.valueOf(row.getString("status")));
        execution.setExitStatus(new ExitStatus(row.getString("exit_code"), row.getString("exit_message")));
        execution.setCreateTime(row.getObject("create_time", LocalDateTime.class));
        execution.setStartTime(row.getObject("start_time", LocalDateTime.class));
        execution.setEndTime(row.getObject("end_time", LocalDateTime.class));
        execution.setLastUpdated(row.getObject("last_updated", LocalDateTime.class));
        execution.setExecutionContext(contexts.context(row.getString("context")));
        return execution;
    }

    private JobParameters parametersOf(ResultSet row) throws SQLException {
        String json = row.getString("parameters");
        return json == null
                ? HopExecution.parameters(row.getString("run_id"), row.getLong("fence"))
                : parameters.parameters(json);
    }

    /// Deletes an execution with all that belongs to it. The run is then what the execution before it left.
    void delete(JobExecution execution) {
        String run =
                jdbc.sql("DELETE FROM millrace.hop WHERE execution = ? AND version = ? RETURNING run_id")
                        .param(execution.getId())
                        .param(execution.getVersion())
                        .query(String.class)
                        .optional()
                        .orElseThrow(
                                () ->
                                        new OptimisticLockingFailureException(
                                                "Job execution %d is not there at version %s to be deleted"
                                                        .formatted(execution.getId(), execution.getVersion())));
        jdbc.sql(
                        """
                        UPDATE millrace.run r SET fence = last.fence, ended_at = last.ended_at,
                          state = CASE last.status WHEN 'STARTING' THEN 'STARTED' WHEN 'UNKNOWN' THEN 'FAILED'
                            ELSE last.status END
                        FROM (SELECT * FROM millrace.hop WHERE run_id = :run ORDER BY fence DESC LIMIT 1) last
                        WHERE r.id = :run\
                        """)
                .param("run", run)
                .update();
    }
}
