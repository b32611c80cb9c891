package io.millrace.batch;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// Step executions: those of Batch's own steps are rows of `millrace.step_execution`; those of the engine's, which are
/// rows of `millrace.checkpoint`, are only read.
final class StepExecutions {

    private static final String SELECT =
            """
            SELECT e.*, s.context FROM batch.batch_step_execution e
            LEFT JOIN millrace.step_execution s ON s.execution = e.step_execution_id
            """;

    private static final String COLUMNS =
            """
            execution, run_id, fence, step, status, exit_code, exit_message, read_count, write_count, filter_count,
            commit_count, rollback_count, read_skip_count, process_skip_count, write_skip_count, created_at, started_at,
            ended_at, updated_at, version, context\
            """;

    private static final String VALUES =
            """
            :step, :status, :exitCode, :exitMessage, :read, :written, :filtered, :commits, :rollbacks, :readSkips,
            :processSkips, :writeSkips, :created, :started, :ended, coalesce(:updated, :created)\
            """;

    private static final String SET =
            """
            status = :status, exit_code = :exitCode, exit_message = :exitMessage, read_count = :read,
            write_count = :written, filter_count = :filtered, commit_count = :commits, rollback_count = :rollbacks,
            read_skip_count = :readSkips, process_skip_count = :processSkips, write_skip_count = :writeSkips,
            created_at = :created, started_at = :started, ended_at = :ended, updated_at = :updated\
            """;

    private final JdbcClient jdbc;
    private final Contexts contexts;

    StepExecutions(JdbcClient jdbc, Contexts contexts) {
        this.jdbc = jdbc;
        this.contexts = contexts;
    }

    /// The number for a new step execution. The caller is in a transaction, to whose end others wait for theirs.
    long next(JobExecution execution) {
        jdbc.sql("SELECT FROM millrace.hop WHERE execution = ? FOR NO KEY UPDATE")
                .param(execution.getId())
                .query((row, n) -> n)
                .single();
        int steps =
                jdbc.sql(
                                "SELECT coalesce(max(step_execution_id), 0) FROM batch.batch_step_execution WHERE"
                                        + " job_execution_id = ?")
                        .param(execution.getId())
                        .query((row, n) -> StepExecutionId.numberOf(row.getLong(1)))
                        .single();
        return StepExecutionId.of(execution.getId(), steps + 1);
    }

    /// Adds a new step execution. It begins with the context of the step's last execution, as Batch will begin it if
    /// that has not completed: the next restart knows the position even if this one dies before it saves any.
    void create(StepExecution step) {
        values(
                        jdbc.sql(
                                """
                                INSERT INTO millrace.step_execution (%s)
                                SELECT :id, h.run_id, h.fence, %s, 0, coalesce(
                                  (SELECT CASE WHEN last.status <> 'COMPLETED' THEN last.context END
                                   FROM millrace.step_execution last
                                   WHERE last.run_id = h.run_id AND last.step = :step
                                   ORDER BY last.fence DESC, last.execution DESC LIMIT 1), :context)
                                FROM millrace.hop h WHERE h.execution = :job\
                                """
                                        .formatted(COLUMNS, VALUES)),
                        step)
                .param("job", step.getJobExecutionId())
                .param("context", contexts.text(step.getExecutionContext()))
                .update();
    }

    /// Writes a step execution, without its context.
    ///
    /// @throws OptimisticLockingFailureException if it was changed since it was read
    void update(StepExecution step) {
        int version = version(step);
        int updated =
                values(
                                jdbc.sql(
                                        """
                                        UPDATE millrace.step_execution SET %s, version = version + 1
                                        WHERE execution = :id AND version = :version\
                                        """
                                                .formatted(SET)),
                                step)
                        .param("version", version)
                        .update();
        if (updated == 0) {
            throw changed(step);
        }
        step.setVersion(version + 1);
    }

    /// Updates an execution that is to stop, which the one who stops it may have written just now. Neither must fail of
    /// the other.
    void updateStopping(StepExecution step) {
        version(step);
        jdbc.sql("SELECT status FROM millrace.step_execution WHERE execution = ? FOR NO KEY UPDATE")
                .param(step.getId())
                .query(String.class)
                .optional()
                .map(BatchStatus::valueOf)
                .filter(status -> status.isGreaterThan(step.getStatus()))
                .ifPresent(step::upgradeStatus);
        int version =
                values(
                                jdbc.sql(
                                        """
                                        UPDATE millrace.step_execution SET %s, version = version + 1
                                        WHERE execution = :id RETURNING version\
                                        """
                                                .formatted(SET)),
                                step)
                        .query(Integer.class)
                        .optional()
                        .orElseThrow(() -> changed(step));
        step.setVersion(version);
    }

    /// Writes the context of a step execution.
    ///
    /// @return whether it was written; it is not if the engine keeps the job execution
    boolean updateContext(StepExecution step) {
        return jdbc.sql(
                                """
                                UPDATE millrace.step_execution s SET context = :context FROM millrace.run r
                                WHERE s.execution = :id AND r.id = s.run_id AND r.route IS NULL\
                                """)
                        .param("id", step.getId())
                        .param("context", contexts.text(step.getExecutionContext()))
                        .update()
                > 0;
    }

    /// Writes the step execution of a hop of the engine's, if the hop still owns its run; the row is added with the
    /// first write. The run's row stays locked against another owner to the end of the caller's transaction.
    ///
    /// @return whether the run was asked to stop
    boolean save(StepExecution step, HopExecution hop) {
        int version = version(step);
        Saved saved = save(step, hop, SET + ", version = kept.version + 1 WHERE kept.version = :version", version);
        if (saved.rows() == 0) {
            throw changed(step);
        }
        step.setVersion(version + 1);
        return saved.stopping();
    }

    private record Saved(int rows, boolean stopping) {}

    /// The same for its context.
    void saveContext(StepExecution step, HopExecution hop) {
        save(step, hop, "context = excluded.context", version(step) - 1);
    }

    private Saved save(StepExecution step, HopExecution hop, String set, int version) {
        return values(
                        jdbc.sql(
                                """
                                WITH held AS (SELECT id, fence, state FROM millrace.run
                                  WHERE id = :run AND fence = :fence AND owner = :owner FOR SHARE),
                                saved AS (
                                  INSERT INTO millrace.step_execution AS kept (%s)
                                  SELECT :id, id, fence, %s, :version + 1, :context FROM held
                                  ON CONFLICT (execution) DO UPDATE SET %s RETURNING 1)
                                SELECT (SELECT count(*) FROM saved) AS rows, state = 'STOPPING' AS stopping
                                FROM held\
                                """
                                        .formatted(COLUMNS, VALUES, set)),
                        step)
                .param("run", hop.run())
                .param("fence", hop.fence())
                .param("owner", hop.owner())
                .param("version", version)
                .param("context", contexts.text(step.getExecutionContext()))
                .query((row, n) -> new Saved(row.getInt("rows"), row.getBoolean("stopping")))
                .optional()
                .orElseThrow(() -> new StaleHopException(hop));
    }

    private static StatementSpec values(StatementSpec statement, StepExecution step) {
        return statement
                .param("id", step.getId())
                .param("step", step.getStepName())
                .param("status", step.getStatus().name())
                .param("exitCode", StoredText.of(step.getExitStatus().getExitCode()))
                .param("exitMessage", StoredText.of(step.getExitStatus().getExitDescription()))
                .param("read", step.getReadCount())
                .param("written", step.getWriteCount())
                .param("filtered", step.getFilterCount())
                .param("commits", step.getCommitCount())
                .param("rollbacks", step.getRollbackCount())
                .param("readSkips", step.getReadSkipCount())
                .param("processSkips", step.getProcessSkipCount())
                .param("writeSkips", step.getWriteSkipCount())
                .param("created", step.getCreateTime())
                .param("started", step.getStartTime())
                .param("ended", step.getEndTime())
                .param("updated", step.getLastUpdated());
    }

    private static int version(StepExecution step) {
        return Objects.requireNonNull(step.getVersion(), "The step execution was never saved");
    }

    private static OptimisticLockingFailureException changed(StepExecution step) {
        return new OptimisticLockingFailureException(
                "Step execution %d is not at version %s any more".formatted(step.getId(), step.getVersion()));
    }

    /// Takes back what a transaction that was rolled back has left in the object: without that, Batch would save a
    /// position behind records that were never written.
    ///
    /// @param version the object's before the transaction; the store's, if it was rolled back and nobody came between
    void restore(StepExecution step, int version) {
        StepExecution stored = find(step.getId(), step.getJobExecution());
        if (stored != null && version(stored) == version) {
            step.setVersion(version);
            step.setExecutionContext(stored.getExecutionContext());
            step.setReadCount(stored.getReadCount());
            step.setWriteCount(stored.getWriteCount());
            step.setFilterCount(stored.getFilterCount());
            step.setCommitCount(stored.getCommitCount());
            step.setReadSkipCount(stored.getReadSkipCount());
            step.setProcessSkipCount(stored.getProcessSkipCount());
            step.setWriteSkipCount(stored.getWriteSkipCount());
        }
    }

    @Nullable StepExecution find(long id, JobExecution job) {
        return jdbc.sql(SELECT + "WHERE e.step_execution_id = ? AND e.job_execution_id = ?")
                .params(id, job.getId())
                .query((row, n) -> execution(row, job))
                .optional()
                .orElse(null);
    }

    /// The number of a step's last execution in an instance.
    Optional<Long> last(JobInstance instance, String step) {
        return jdbc.sql(
                        """
                        SELECT greatest(
                          (SELECT c.execution FROM millrace.checkpoint c WHERE c.run_id = r.id AND c.step = :step),
                          (SELECT s.execution FROM millrace.step_execution s WHERE s.run_id = r.id AND s.step = :step
                           ORDER BY s.fence DESC, s.execution DESC LIMIT 1))
                        FROM millrace.run r WHERE r.instance = :instance\
                        """)
                .param("instance", instance.getId())
                .param("step", step)
                .query((row, n) -> Optional.ofNullable(row.getObject(1, Long.class)))
                .optional()
                .flatMap(id -> id);
    }

    long count(JobInstance instance, String step) {
        return jdbc.sql(
                        """
                        SELECT (SELECT count(*) FROM millrace.checkpoint c WHERE c.run_id = r.id AND c.step = :step)
                          + (SELECT count(*) FROM millrace.step_execution s WHERE s.run_id = r.id AND s.step = :step)
                        FROM millrace.run r WHERE r.instance = :instance\
                        """)
                .param("instance", instance.getId())
                .param("step", step)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /// Adds to each job execution its step executions, in the order in which they were created.
    void addTo(List<JobExecution> jobs) {
        Map<Long, JobExecution> byId = jobs.stream().collect(Collectors.toMap(JobExecution::getId, job -> job));
        jdbc.sql(SELECT + "WHERE e.job_execution_id = ANY (?) ORDER BY e.step_execution_id")
                .param(byId.keySet().toArray(Long[]::new))
                .query(
                        row -> {
                            JobExecution job = Objects.requireNonNull(byId.get(row.getLong("job_execution_id")));
                            job.addStepExecution(execution(row, job));
                        });
    }

    private StepExecution execution(ResultSet row, JobExecution job) throws SQLException {
        var step = new StepExecution(row.getLong("step_execution_id"), row.getString("step_name"), job);
        step.setVersion(row.getInt("version"));
        step.setStatus(BatchStatus.valueOf(row.getString("status")));
        step.setExitStatus(new ExitStatus(row.getString("exit_code"), row.getString("exit_message")));
        step.setReadCount(row.getLong("read_count"));
        step.setWriteCount(row.getLong("write_count"));
        step.setFilterCount(row.getLong("filter_count"));
        step.setCommitCount(row.getLong("commit_count"));
        step.setRollbackCount(row.getLong("rollback_count"));
        step.setReadSkipCount(row.getLong("read_skip_count"));
        step.setProcessSkipCount(row.getLong("process_skip_count"));
        step.setWriteSkipCount(row.getLong("write_skip_count"));
        step.setCreateTime(row.getObject("create_time", LocalDateTime.class));
        step.setStartTime(row.getObject("start_time", LocalDateTime.class));
        step.setEndTime(row.getObject("end_time", LocalDateTime.class));
        step.setLastUpdated(row.getObject("last_updated", LocalDateTime.class));
        step.setExecutionContext(contexts.context(row.getString("context")));
        return step;
    }

    void delete(StepExecution step) {
        int deleted =
                jdbc.sql("DELETE FROM millrace.step_execution WHERE execution = ? AND version = ?")
                        .param(step.getId())
                        .param(step.getVersion())
                        .update();
        if (deleted == 0) {
            throw new OptimisticLockingFailureException(
                    "Step execution %d is not there at version %s to be deleted"
                            .formatted(step.getId(), step.getVersion()));
        }
    }
}
