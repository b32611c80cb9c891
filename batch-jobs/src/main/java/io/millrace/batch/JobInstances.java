package io.millrace.batch;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.DefaultJobKeyGenerator;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameter;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// Job instances: the rows of `millrace.run`.
final class JobInstances {

    private static final int ID_BYTES = 16;

    private static final RowMapper<JobInstance> INSTANCE =
            (row, n) -> {
                var instance = new JobInstance(row.getLong("instance"), row.getString("job"));
                instance.setVersion(0);
                return instance;
            };

    private final JdbcClient jdbc;
    private final DefaultJobKeyGenerator keys = new DefaultJobKeyGenerator();

    JobInstances(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    LaunchedInstance create(String job, JobParameters parameters) {
        long instance =
                jdbc.sql("SELECT nextval(pg_get_serial_sequence('millrace.run', 'instance'))")
                        .query(Long.class)
                        .single();
        return new LaunchedInstance(instance, job, launchedRun(job, parameters));
    }

    /// The run's id of an instance that was launched by Batch's own means.
    private String launchedRun(String job, JobParameters parameters) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(job.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(keys.generateKey(parameters).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    @Nullable JobInstance find(String job, JobParameters parameters) {
        return jdbc.sql(
                        """
                        SELECT instance, job FROM millrace.run
                        WHERE job = :job AND (id = :launched AND route IS NULL OR id = :run AND route IS NOT NULL)
                        ORDER BY route NULLS LAST LIMIT 1\
                        """)
                .param("job", job)
                .param("launched", launchedRun(job, parameters))
                .param("run", engineRun(parameters))
                .query(INSTANCE)
                .optional()
                .orElse(null);
    }

    /// The run's id, if the parameters identify one of the engine's; empty otherwise.
    private static String engineRun(JobParameters parameters) {
        JobParameter<?> run = parameters.getParameter(HopExecution.RUN);
        return run != null
                        && run.identifying()
                        && run.value() instanceof String id
                        && parameters.getIdentifyingParameters().size() == 1
                ? id
                : "";
    }

    @Nullable JobInstance find(long instance) {
        return jdbc.sql("SELECT instance, job FROM millrace.run WHERE instance = ?")
                .param(instance)
                .query(INSTANCE)
                .optional()
                .orElse(null);
    }

    @Nullable JobInstance findLast(String job) {
        return jdbc.sql("SELECT instance, job FROM millrace.run WHERE job = ? ORDER BY instance DESC LIMIT 1")
                .param(job)
                .query(INSTANCE)
                .optional()
                .orElse(null);
    }

    /// Lists instances in pages, the newest first.
    ///
    /// @param pattern the name, in which `*` stands for any characters
    List<JobInstance> list(String pattern, int start, int count) {
        return jdbc.sql(
                        """
                        SELECT instance, job FROM millrace.run WHERE job LIKE ?
                        ORDER BY instance DESC OFFSET ? LIMIT ?\
                        """)
                .params(
                        pattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace('*', '%'),
                        start,
                        count)
                .query(INSTANCE)
                .list();
    }

    List<JobInstance> list(String job) {
        return jdbc.sql("SELECT instance, job FROM millrace.run WHERE job = ? ORDER BY instance DESC")
                .param(job)
                .query(INSTANCE)
                .list();
    }

    List<String> names() {
        return jdbc.sql("SELECT DISTINCT job FROM millrace.run ORDER BY job")
                .query((row, n) -> row.getString("job"))
                .list();
    }

    long count(String job) {
        return jdbc.sql("SELECT count(*) FROM millrace.run WHERE job = ?").param(job).query(Long.class).single();
    }

    void delete(JobInstance instance) {
        int deleted =
                jdbc.sql("DELETE FROM millrace.run WHERE instance = ? AND route IS NULL")
                        .param(instance.getId())
                        .update();
        if (deleted == 0 && find(instance.getId()) != null) {
            throw EngineRunException.of("Job instance", instance.getId());
        }
        if (deleted == 0) {
            throw new OptimisticLockingFailureException(
                    "Job instance %d is not there to be deleted".formatted(instance.getId()));
        }
    }
}
