package io.millrace.batch;

import io.millrace.local.LocalDatabase;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.UUID;

import javax.sql.DataSource;

/// Spring Batch over the run store, as [BatchConfiguration] makes it.
final class BatchStore implements AutoCloseable {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final JdbcClient jdbc;
    private final JdbcTransactionManager transactions;
    private final MapJobRegistry jobs = new MapJobRegistry();

    BatchStore(DataSource database) {
        this.jdbc = JdbcClient.create(database);
        this.transactions = new JdbcTransactionManager(database);
        // As a bean it would want to be told of jobs that are beans.
        context.registerBean(JdbcClient.class, () -> jdbc);
        context.registerBean(PlatformTransactionManager.class, () -> transactions);
        context.registerBean(MapJobRegistry.class, () -> jobs);
        context.register(BatchConfiguration.class);
        context.refresh();
    }

    /// The one of this JVM's database, which tests share: each uses names of its own.
    static BatchStore shared() {
        return new BatchStore(LocalDatabase.shared());
    }

    GenericApplicationContext context() {
        return context;
    }

    RunJobRepository repository() {
        return context.getBean(RunJobRepository.class);
    }

    JobOperator operator() {
        return context.getBean(JobOperator.class);
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    JdbcTransactionManager transactions() {
        return transactions;
    }

    /// Registers a job, without which it can be started but not stopped.
    <J extends Job> J registered(J job) {
        try {
            jobs.register(job);
            return job;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static String newName(String what) {
        return what + "-" + UUID.randomUUID();
    }

    static JobParameters parameters(String name, String value) {
        return new JobParametersBuilder().addString(name, value).toJobParameters();
    }

    /// A first execution of a new instance.
    JobExecution launched(String job, JobParameters parameters) {
        var instance = repository().createJobInstance(job, parameters);
        return repository().createJobExecution(instance, parameters, new ExecutionContext());
    }

    JobExecution launched(String job) {
        return launched(job, new JobParameters());
    }

    /// Ends an execution.
    JobExecution ended(JobExecution execution, BatchStatus status) {
        execution.setStatus(status);
        execution.setExitStatus(new ExitStatus(status.name()));
        execution.setEndTime(LocalDateTime.now(ZoneId.systemDefault()));
        repository().update(execution);
        return execution;
    }

    /// A run of the engine's, working on its first hop.
    HopExecution hop(String job, boolean firstHop) {
        String run = UUID.randomUUID().toString().replace("-", "");
        long instance =
                jdbc.sql(
                                """
                                INSERT INTO millrace.run (id, job, route, bucket, object_key, parameters, state, fence, owner)
                                VALUES (?, ?, 'route', 'bucket', ?, '{}', 'STARTED', 1, 'owner') RETURNING instance\
                                """)
                        .params(run, job, run)
                        .query(Long.class)
                        .single();
        return hop(run, instance, job, 1, "owner", firstHop);
    }

    /// The next hop of a run, which takes the run over.
    HopExecution nextHop(HopExecution hop) {
        long fence = hop.fence() + 1;
        jdbc.sql("UPDATE millrace.run SET fence = ?, owner = 'next' WHERE id = ?").params(fence, hop.run()).update();
        return hop(hop.run(), hop.getJobInstanceId(), hop.getJobInstance().getJobName(), fence, "next", false);
    }

    private HopExecution hop(String run, long instance, String job, long fence, String owner, boolean firstHop) {
        long execution =
                jdbc.sql(
                                """
                                INSERT INTO millrace.hop (run_id, fence, attempt, hop, cause, owner)
                                VALUES (?, ?, 1, 1, 'ARRIVED', ?) RETURNING execution\
                                """)
                        .params(run, fence, owner)
                        .query(Long.class)
                        .single();
        return new HopExecution(execution, new RunInstance(instance, job, firstHop), run, fence, owner);
    }

    @Override
    public void close() {
        context.close();
    }
}
