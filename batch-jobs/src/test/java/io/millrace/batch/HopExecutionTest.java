package io.millrace.batch;

import static io.millrace.batch.BatchStore.newName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.millrace.local.LocalDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.repository.dao.DefaultExecutionContextSerializer;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

class HopExecutionTest {

    private static BatchStore store;
    private static RunJobRepository repository;

    private final String job = newName("job");

    @BeforeAll
    static void open() {
        store = BatchStore.shared();
        repository = store.repository();
    }

    @AfterAll
    static void close() {
        store.close();
    }

    private static <T> T found(@Nullable T found) {
        return Objects.requireNonNull(found);
    }

    @Test
    void aHopHasTheRunAndTheFenceAsParameters() {
        var hop = store.hop(job, true);
        var expected =
                new JobParametersBuilder()
                        .addString("run", hop.run())
                        .addLong("fence", 1L, false)
                        .toJobParameters()
                        .parameters();

        assertThat(hop.getJobParameters().parameters())
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(expected);
        assertThat(found(repository.getJobExecution(hop.getId())).getJobParameters().parameters())
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(expected);
    }

    @Test
    void aRunIsFoundAsAnInstanceByEveryWayToLookForIt() throws Exception {
        var hop = store.hop(job, true);
        var instance = hop.getJobInstance();
        var byRun = new JobParametersBuilder().addString("run", hop.run()).toJobParameters();

        assertThat(repository.getJobInstance(instance.getId())).isEqualTo(instance);
        assertThat(repository.getJobInstance(job, hop.getJobParameters())).isEqualTo(instance);
        assertThat(repository.getJobInstance(job, byRun)).isEqualTo(instance);
        assertThat(repository.getJobInstance(newName("other"), byRun)).isNull();
        assertThat(repository.getJobInstances(job, 0, 9)).containsExactly(instance);
        assertThat(repository.getJobInstanceCount(job)).isEqualTo(1);
        assertThat(repository.getLastJobExecution(instance)).isEqualTo(hop);
        assertThat(repository.findRunningJobExecutions(job)).containsExactly(hop);
    }

    @Test
    void aHopThatAnotherOneFollowedIsOver() {
        var hop = store.hop(job, true);
        repository.update(repository.createStepExecution("step", hop));
        var next = store.nextHop(hop);

        var executions = repository.getJobExecutions(hop.getJobInstance());

        assertThat(executions).containsExactly(next, hop);
        assertThat(executions.get(0).getStatus()).isEqualTo(BatchStatus.STARTED);
        assertThat(executions.get(1).getStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(found(repository.getLastStepExecution(next.getJobInstance(), "step")).getStatus())
                .isEqualTo(BatchStatus.FAILED);
        assertThat(repository.findRunningJobExecutions(job)).containsExactly(next);
    }

    @Test
    void aHopThatEndedInAWayThatBatchHasNoNameForWasAbandoned() {
        var hop = store.hop(job, true);
        store.jdbc()
                .sql("UPDATE millrace.hop SET status = 'SUPERSEDED' WHERE execution = ?")
                .param(hop.getId())
                .update();

        assertThat(found(repository.getJobExecution(hop.getId())).getStatus()).isEqualTo(BatchStatus.ABANDONED);
    }

    /// A small file costs no statement of Batch's but those that its steps need.
    @Test
    void theFirstHopOfARunWithoutStepsOfBatchsOwnNeedsNoDatabase() {
        var statements = new AtomicInteger();
        var counting =
                new DelegatingDataSource(LocalDatabase.shared()) {
                    @Override
                    public Connection getConnection() throws SQLException {
                        statements.incrementAndGet();
                        return super.getConnection();
                    }
                };
        var counted =
                new RunJobRepository(
                        JdbcClient.create(counting),
                        new JdbcTransactionManager(counting),
                        DefaultConversionService.getSharedInstance(),
                        new DefaultExecutionContextSerializer());
        var hop = store.hop(job, true);
        hop.getExecutionContext().put("batch.version", "6.0.4");

        counted.update(hop);
        assertThat(counted.getLastStepExecution(hop.getJobInstance(), "step")).isNull();
        assertThat(counted.getStepExecutionCount(hop.getJobInstance(), "step")).isZero();
        var step = counted.createStepExecution("step", hop);
        counted.updateExecutionContext(hop);
        counted.update(hop);

        assertThat(statements).hasValue(0);
        assertThat(step.getId()).isEqualTo(hop.getId() * 1_000 + 1);
        assertThat(hop.getStepExecutions()).containsExactly(step);
        assertThat(counted.createStepExecution("step", hop).getId()).isEqualTo(hop.getId() * 1_000 + 2);
    }

    @Test
    void aLaterHopLooksUpTheStepsOfThoseBefore() {
        var hop = store.hop(job, true);
        var step = repository.createStepExecution("step", hop);
        step.getExecutionContext().putLong("position", 7);
        repository.update(step);
        repository.updateExecutionContext(step);
        var next = store.nextHop(hop);

        var last = found(repository.getLastStepExecution(next.getJobInstance(), "step"));

        assertThat(last).isEqualTo(step);
        assertThat(last.getExecutionContext().getLong("position")).isEqualTo(7);
        assertThat(repository.getStepExecutionCount(next.getJobInstance(), "step")).isEqualTo(1);
    }

    @Test
    void theContextOfAHopIsKeptForTheNextOne() {
        var hop = store.hop(job, true);
        hop.getExecutionContext().putString("key", "value");
        repository.updateExecutionContext(hop);
        var next = store.nextHop(store.nextHop(hop));

        assertThat(repository.getLastExecutionContext(next.getJobInstance()).getString("key")).isEqualTo("value");
        assertThat(found(repository.getJobExecution(hop.getId())).getExecutionContext().getString("key"))
                .isEqualTo("value");
        assertThat(repository.getLastExecutionContext(store.hop(newName("job"), true).getJobInstance()).isEmpty())
                .isTrue();
    }

    @Test
    void aHopThatDoesNotOwnItsRunAnyMoreWritesNothing() {
        var hop = store.hop(job, true);
        var step = repository.createStepExecution("step", hop);
        repository.update(step);
        var unsaved = repository.createStepExecution("unsaved", hop);
        store.nextHop(hop);
        step.setReadCount(5);
        step.getExecutionContext().putLong("position", 5);
        hop.getExecutionContext().putString("key", "value");

        for (Runnable write :
                List.<Runnable>of(
                        () -> repository.update(step),
                        () -> repository.updateExecutionContext(step),
                        () -> repository.update(unsaved),
                        () -> repository.updateExecutionContext(unsaved),
                        () -> repository.updateExecutionContext(hop))) {
            assertThatExceptionOfType(StaleHopException.class)
                    .isThrownBy(write::run)
                    .withMessageMatching("STALE_HOP: .*" + hop.run() + ".*");
        }
        var stored = found(repository.getStepExecution(step.getId()));
        assertThat(stored.getReadCount()).isZero();
        assertThat(stored.getExecutionContext().isEmpty()).isTrue();
        assertThat(repository.getStepExecution(unsaved.getId())).isNull();
    }

    /// A fence alone does not tell two owners apart after a fail-over of the database that lost a commit.
    @Test
    void aHopOfAnotherOwnerWithTheSameFenceWritesNothing() {
        var hop = store.hop(job, true);
        var step = repository.createStepExecution("step", hop);
        store.jdbc().sql("UPDATE millrace.run SET owner = 'other' WHERE id = ?").param(hop.run()).update();

        assertThatExceptionOfType(StaleHopException.class).isThrownBy(() -> repository.update(step));
    }

    /// What a step writes in the transaction is the old owner's up to its end.
    @Test
    void aRunIsNotTakenOverBetweenAStepsWriteAndItsCommit() throws Exception {
        var hop = store.hop(job, true);
        var step = repository.createStepExecution("step", hop);
        var taking = new CountDownLatch(1);
        var taken =
                CompletableFuture.runAsync(
                        () -> {
                            awaits(taking);
                            store.nextHop(hop);
                        });
        new TransactionTemplate(store.transactions())
                .executeWithoutResult(
                        status -> {
                            repository.update(step);
                            taking.countDown();
                            awaitBlockedTakeover();
                            assertThat(taken).isNotDone();
                        });

        taken.get();
        assertThatExceptionOfType(StaleHopException.class).isThrownBy(() -> repository.update(step));
    }

    private static void awaits(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitBlockedTakeover() {
        await().until(
                        () ->
                                JdbcClient.create(LocalDatabase.shared())
                                                .sql(
                                                        """
                                                        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                                                          AND wait_event_type = 'Lock'\
                                                        """)
                                                .query(Long.class)
                                                .single()
                                        > 0);
    }

    /// Batch saves the step once more after its transaction has failed. It must not save a position whose records were
    /// rolled back.
    @Test
    void whatATransactionThatIsRolledBackHasSavedIsTakenBackInTheStepToo() {
        var hop = store.hop(job, true);
        var step = repository.createStepExecution("step", hop);
        step.getExecutionContext().putLong("position", 3);
        step.setReadCount(3);
        repository.update(step);
        new TransactionTemplate(store.transactions())
                .executeWithoutResult(
                        status -> {
                            step.getExecutionContext().putLong("position", 5);
                            step.setReadCount(5);
                            repository.updateExecutionContext(step);
                            repository.update(step);
                            status.setRollbackOnly();
                        });

        step.setStatus(BatchStatus.FAILED);
        repository.update(step);
        repository.updateExecutionContext(step);

        var stored = found(repository.getStepExecution(step.getId()));
        assertThat(stored.getStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(stored.getExecutionContext().getLong("position")).isEqualTo(3);
        assertThat(stored.getReadCount()).isEqualTo(3);
    }

    @Test
    void aStepExecutionThatSomebodyElseWroteIsNotOverwritten() {
        var hop = store.hop(job, true);
        var step = repository.createStepExecution("step", hop);
        repository.update(step);
        store.jdbc()
                .sql("UPDATE millrace.step_execution SET version = 7 WHERE execution = ?")
                .param(step.getId())
                .update();

        assertThatExceptionOfType(OptimisticLockingFailureException.class).isThrownBy(() -> repository.update(step));
    }

    @Test
    void anEnginesStepIsSeenAsOneExecution() {
        var hop = store.hop(job, true);
        var step = repository.createStepExecution("records", hop);
        checkpoint(hop, step.getId(), false);

        var open = found(repository.getStepExecution(step.getId()));
        assertThat(open.getStatus()).isEqualTo(BatchStatus.STARTED);
        assertThat(open.getExitStatus().getExitCode()).isEqualTo("EXECUTING");
        assertThat(open.getEndTime()).isNull();
        assertThat(open.getReadCount()).isEqualTo(10);
        assertThat(open.getWriteCount()).isEqualTo(7);
        assertThat(open.getFilterCount()).isEqualTo(2);
        assertThat(open.getReadSkipCount()).isEqualTo(1);
        assertThat(open.getSkipCount()).isEqualTo(1);
        assertThat(open.getCommitCount()).isEqualTo(4);

        store.jdbc().sql("UPDATE millrace.checkpoint SET done = true WHERE run_id = ?").param(hop.run()).update();
        var next = store.nextHop(hop);
        var done = found(repository.getLastStepExecution(next.getJobInstance(), "records"));
        assertThat(done).isEqualTo(open);
        assertThat(done.getStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(done.getExitStatus().getExitCode()).isEqualTo("COMPLETED");
        assertThat(done.getEndTime()).isNotNull();
        assertThat(found(repository.getJobExecution(hop.getId())).getStepExecutions()).containsExactly(done);
        assertThat(repository.getStepExecutionCount(next.getJobInstance(), "records")).isEqualTo(1);
    }

    private static void checkpoint(HopExecution hop, long execution, boolean done) {
        store.jdbc()
                .sql(
                        """
                        INSERT INTO millrace.checkpoint (run_id, step, fence, execution, format, byte_offset, records, written,
                          filtered, rejected, bytes_done, bytes_total, chunks, done)
                        VALUES (?, 'records', ?, ?, 'lines', 100, 10, 7, 2, 1, 100, 200, 4, ?)\
                        """)
                .params(hop.run(), hop.fence(), execution, done)
                .update();
    }

    @Test
    void batchsMeansDoNotChangeWhatTheEngineKeeps() {
        var hop = store.hop(job, true);
        repository.update(repository.createStepExecution("step", hop));
        JobExecution execution = found(repository.getJobExecution(hop.getId()));
        StepExecution step = execution.getStepExecutions().iterator().next();
        var instance = found(repository.getJobInstance(job, hop.getJobParameters()));

        for (Runnable change :
                List.<Runnable>of(
                        () -> repository.createJobExecution(instance, new JobParameters(), new ExecutionContext()),
                        () -> repository.createStepExecution("other", execution),
                        () -> repository.update(execution),
                        () -> repository.updateExecutionContext(execution),
                        () -> repository.update(step),
                        () -> repository.updateExecutionContext(step),
                        () -> repository.deleteStepExecution(step),
                        () -> repository.deleteJobExecution(execution),
                        () -> repository.deleteJobInstance(instance))) {
            assertThatExceptionOfType(EngineRunException.class)
                    .isThrownBy(change::run)
                    .withMessageContaining("the engine");
        }
        assertThatExceptionOfType(EngineRunException.class).isThrownBy(() -> store.operator().stop(execution));
        assertThatExceptionOfType(EngineRunException.class).isThrownBy(() -> store.operator().recover(execution));
        assertThat(repository.getJobExecutions(instance)).containsExactly(hop);
        assertThat(found(repository.getJobExecution(hop.getId())).getStepExecutions()).containsExactly(step);
    }

    /// A job that was made with Batch's builders, run in a hop and in the next one.
    @Test
    void aHopRunsAWholeJobAndTheNextOneContinuesIt() throws Exception {
        var attempts = new AtomicInteger();
        var first =
                new StepBuilder("first", repository)
                        .tasklet(
                                (contribution, chunk) -> {
                                    chunk.getStepContext()
                                            .getStepExecution()
                                            .getJobExecution()
                                            .getExecutionContext()
                                            .putString("from", "first");
                                    return RepeatStatus.FINISHED;
                                },
                                store.transactions())
                        .build();
        var second =
                new StepBuilder("second", repository)
                        .tasklet(
                                (contribution, chunk) -> {
                                    if (attempts.incrementAndGet() == 1) {
                                        throw new IllegalStateException("Not yet");
                                    }
                                    return RepeatStatus.FINISHED;
                                },
                                store.transactions())
                        .build();
        var whole = new JobBuilder(job, repository).start(first).next(second).build();

        var hop = store.hop(job, true);
        whole.execute(hop);
        assertThat(hop.getStatus()).isEqualTo(BatchStatus.FAILED);
        var next = store.nextHop(hop);
        next.setExecutionContext(repository.getLastExecutionContext(next.getJobInstance()));
        whole.execute(next);

        assertThat(next.getStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(next.getExecutionContext().getString("from")).isEqualTo("first");
        assertThat(repository.getJobExecutions(hop.getJobInstance()))
                .extracting(
                        execution -> execution.getStepExecutions().stream().map(StepExecution::getStepName).toList())
                .containsExactly(List.of("second"), List.of("first", "second"));
        assertThat(repository.getStepExecutionCount(next.getJobInstance(), "first")).isEqualTo(1);
    }

    @Test
    void aHopHasAThousandStepExecutionsAtMost() {
        var hop = store.hop(job, true);
        for (int n = 1; n < 1_000; n++) {
            repository.createStepExecution("step", hop);
        }

        assertThatIllegalStateException()
                .isThrownBy(() -> repository.createStepExecution("step", hop))
                .withMessageContaining("use fewer partitions");
    }
}
