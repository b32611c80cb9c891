package io.millrace.batch;

import static io.millrace.batch.BatchStore.newName;
import static io.millrace.batch.PlainJob.upTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.batch.PlainJob.Hook;
import io.millrace.local.LocalDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.InvalidJobParametersException;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.RunIdIncrementer;
import org.springframework.batch.core.launch.JobExecutionAlreadyRunningException;
import org.springframework.batch.core.launch.JobInstanceAlreadyCompleteException;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Jobs that were made with Spring Batch's own builders and launched by its own means, over the run store.
class PlainJobTest {

    private static final JobParameters NONE = new JobParameters();

    private static BatchStore store;
    private static RunJobRepository repository;
    private static JobOperator operator;

    @TempDir private Path directory;

    private final String name = newName("job");
    private final String table = "public.\"%s\"".formatted(name);

    @BeforeAll
    static void open() {
        store = BatchStore.shared();
        repository = store.repository();
        operator = store.operator();
    }

    @AfterAll
    static void close() {
        store.close();
    }

    private PlainJob plainJob(long things) throws Exception {
        var job = new PlainJob(store, name, directory.resolve("things.csv"), table);
        job.writeFile(things);
        job.createTable("");
        return job;
    }

    private static <T> T found(@Nullable T found) {
        return Objects.requireNonNull(found);
    }

    private JobExecution last() {
        return found(repository.getLastJobExecution(name, NONE));
    }

    private static StepExecution stepOf(JobExecution execution) {
        return found(repository.getJobExecution(execution.getId())).getStepExecutions().iterator().next();
    }

    private static Hook waitingAt(long item, CountDownLatch there, CountDownLatch goOn) {
        return thing -> {
            if (thing.id() == item) {
                there.countDown();
                goOn.await();
            }
            return thing;
        };
    }

    @Test
    void whatWasReadWrittenFilteredAndSkippedIsCounted() throws Exception {
        var plain = plainJob(0);
        List<String> lines = new ArrayList<>();
        for (long id = 1; id <= 25; id++) {
            lines.add(id == 7 || id == 14 ? "malformed" : id + ",thing");
        }
        plain.writeFile(lines);

        var execution =
                operator.start(
                        plain.job(
                                thing -> {
                                    if (thing.id() == 9) {
                                        throw new IllegalArgumentException("Odd");
                                    }
                                    return thing.id() == 3 ? null : thing;
                                }),
                        NONE);

        assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
        var step = stepOf(execution);
        assertThat(step.getReadCount()).isEqualTo(23);
        assertThat(step.getReadSkipCount()).isEqualTo(2);
        assertThat(step.getProcessSkipCount()).isEqualTo(1);
        assertThat(step.getWriteSkipCount()).isZero();
        assertThat(step.getFilterCount()).isEqualTo(1);
        assertThat(step.getWriteCount()).isEqualTo(21);
        assertThat(step.getCommitCount()).isEqualTo(3);
        assertThat(plain.written(store.jdbc())).hasSize(21);
        assertThat(last().getStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThatExceptionOfType(JobInstanceAlreadyCompleteException.class)
                .isThrownBy(() -> operator.start(plain.job(thing -> thing), NONE));
    }

    /// Batch's own store calls an execution stopped as soon as it is told to, while its chunk still runs.
    @Test
    void anExecutionThatIsToldToStopStopsAfterItsChunkAndIsRestartedOnlyThen() throws Exception {
        var plain = plainJob(50);
        var there = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        Job job = store.registered(plain.job(waitingAt(15, there, goOn)));
        var first = CompletableFuture.supplyAsync(() -> started(job));
        there.await();

        assertThat(operator.stop(last())).isTrue();

        assertThat(last().getStatus()).isEqualTo(BatchStatus.STOPPING);
        assertThat(last().getEndTime()).isNull();
        assertThatExceptionOfType(JobExecutionAlreadyRunningException.class)
                .isThrownBy(() -> operator.start(plain.job(thing -> thing), NONE));
        goOn.countDown();
        assertThat(first.get().getStatus()).isEqualTo(BatchStatus.STOPPED);
        assertThat(last().getStatus()).isEqualTo(BatchStatus.STOPPED);
        assertThat(stepOf(first.get()).getStatus()).isEqualTo(BatchStatus.STOPPED);
        assertThat(plain.written(store.jdbc())).isEqualTo(upTo(20));

        var second = operator.restart(last());

        assertThat(second.getStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(stepOf(second).getReadCount()).isEqualTo(30);
        assertThat(plain.written(store.jdbc())).isEqualTo(upTo(50));
    }

    @Test
    void anExecutionThatIsToldToStopInItsLastChunkIsNotLeftStopping() throws Exception {
        var plain = plainJob(5);
        var there = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        Job job = store.registered(plain.job(waitingAt(5, there, goOn)));
        var first = CompletableFuture.supplyAsync(() -> started(job));
        there.await();
        operator.stop(last());
        goOn.countDown();

        assertThat(first.get().getStatus()).isEqualTo(BatchStatus.STOPPED);
        assertThat(operator.restart(last()).getStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(plain.written(store.jdbc())).isEqualTo(upTo(5));
    }

    private static JobExecution started(Job job) {
        return started(operator, job);
    }

    private static JobExecution started(JobOperator operator, Job job) {
        try {
            return operator.start(job, NONE);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aChunkThatFailsIsRolledBackAndTheRestartContinuesBehindTheOneBefore() throws Exception {
        var plain = plainJob(50);
        var broken = new AtomicBoolean(true);
        Hook hook =
                thing -> {
                    if (thing.id() == 25 && broken.get()) {
                        throw new IllegalStateException("Broken");
                    }
                    return thing;
                };

        var first = operator.start(plain.job(hook), NONE);
        broken.set(false);
        var second = operator.start(plain.job(hook), NONE);

        assertThat(first.getStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(stepOf(first).getExitStatus().getExitDescription()).contains("Unable to process chunk");
        assertThat(stepOf(first).getRollbackCount()).isEqualTo(1);
        assertThat(second.getStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(stepOf(second).getReadCount()).isEqualTo(30);
        assertThat(plain.written(store.jdbc())).isEqualTo(upTo(50));
    }

    /// With Batch's own store its end is unknown, and it can be neither restarted nor recovered.
    @Test
    void aCommitThatFailsLeavesAStepThatIsRestartedBehindItsLastCommit() throws Exception {
        var plain = new PlainJob(store, name, directory.resolve("things.csv"), table);
        plain.writeFile(50);
        plain.createTable(", UNIQUE (id) DEFERRABLE INITIALLY DEFERRED");
        store.jdbc().sql("INSERT INTO %s (id) VALUES (25)".formatted(table)).update();

        var first = operator.start(plain.job(thing -> thing), NONE);
        store.jdbc().sql("DELETE FROM %s WHERE text IS NULL".formatted(table)).update();

        assertThat(first.getStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(stepOf(first).getStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(stepOf(first).getReadCount()).isEqualTo(20);
        assertThat(plain.written(store.jdbc())).isEqualTo(upTo(20));
        var second = operator.start(plain.job(thing -> thing), NONE);
        assertThat(second.getStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(stepOf(second).getReadCount()).isEqualTo(30);
        assertThat(plain.written(store.jdbc())).isEqualTo(upTo(50));
    }

    /// With Batch's own store the worker that wakes up makes its execution one whose end is unknown.
    @Test
    void aWorkerThatWakesUpAfterItWasRecoveredWritesNothing() throws Exception {
        var plain = plainJob(50);
        var there = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var frozen =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return operator.start(plain.job(waitingAt(25, there, goOn)), NONE);
                            } catch (Exception e) {
                                return e;
                            }
                        });
        there.await();
        var recovered = operator.recover(last());
        var restarted = operator.start(plain.job(thing -> thing), NONE);
        goOn.countDown();

        assertThat(frozen.get()).isInstanceOf(OptimisticLockingFailureException.class);
        assertThat(restarted.getStatus()).isEqualTo(BatchStatus.COMPLETED);
        var first = found(repository.getJobExecution(recovered.getId()));
        assertThat(first.getStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(stepOf(first).getStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(last()).isEqualTo(restarted);
        assertThat(plain.written(store.jdbc())).isEqualTo(upTo(50));
    }

    @Test
    void anAbandonedExecutionIsNotRestarted() throws Exception {
        var plain = plainJob(50);
        operator.start(
                plain.job(
                        thing -> {
                            throw new IllegalStateException("Broken");
                        }),
                NONE);

        operator.abandon(last());

        assertThat(last().getStatus()).isEqualTo(BatchStatus.ABANDONED);
        assertThatExceptionOfType(JobInstanceAlreadyCompleteException.class)
                .isThrownBy(() -> operator.start(plain.job(thing -> thing), NONE));
    }

    @Test
    void ofSeveralLaunchersAtOnceOneExecutesTheJob() throws Exception {
        int launchers = 8;
        var refused = new CountDownLatch(launchers - 1);
        var executions = new ConcurrentLinkedQueue<Long>();
        Step step =
                new StepBuilder("step", repository)
                        .tasklet(
                                (contribution, chunk) -> {
                                    executions.add(contribution.getStepExecution().getId());
                                    refused.await();
                                    return RepeatStatus.FINISHED;
                                },
                                store.transactions())
                        .build();
        var job = new JobBuilder(name, repository).start(step).build();
        Callable<Object> launch =
                () -> {
                    try {
                        return operator.start(job, NONE);
                    } catch (JobExecutionAlreadyRunningException | IllegalStateException e) {
                        refused.countDown();
                        return e;
                    }
                };

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Object>> outcomes = new ArrayList<>();
            for (int n = 0; n < launchers; n++) {
                outcomes.add(threads.submit(launch));
            }
            List<Object> started = new ArrayList<>();
            for (var outcome : outcomes) {
                started.add(outcome.get());
            }
            assertThat(started).filteredOn(JobExecution.class::isInstance).hasSize(1);
        }
        assertThat(executions).hasSize(1);
        assertThat(repository.getJobExecutions(found(repository.getJobInstance(name, NONE)))).hasSize(1);
    }

    /// With Batch's own store it leaves an instance that can never start.
    @Test
    void aStartWithInvalidParametersLeavesNothing() {
        var allowed = new AtomicBoolean();
        var job =
                new JobBuilder(name, repository)
                        .validator(
                                parameters -> {
                                    if (!allowed.get()) {
                                        throw new InvalidJobParametersException("Not allowed");
                                    }
                                })
                        .start(tasklet("step", () -> {}))
                        .build();

        assertThatExceptionOfType(InvalidJobParametersException.class).isThrownBy(() -> operator.start(job, NONE));
        assertThatExceptionOfType(InvalidJobParametersException.class).isThrownBy(() -> operator.start(job, NONE));
        allowed.set(true);

        assertThat(started(job).getStatus()).isEqualTo(BatchStatus.COMPLETED);
    }

    private static Step tasklet(String name, Runnable work) {
        return new StepBuilder(name, repository)
                .tasklet(
                        (contribution, chunk) -> {
                            work.run();
                            return RepeatStatus.FINISHED;
                        },
                        store.transactions())
                .build();
    }

    @Test
    void theNextInstanceIsFoundFromTheParametersOfTheLastOne() {
        var job =
                new JobBuilder(name, repository)
                        .incrementer(new RunIdIncrementer())
                        .start(tasklet("step", () -> {}))
                        .build();

        var first = operator.startNextInstance(job);
        var second = operator.startNextInstance(job);

        assertThat(first.getJobParameters().getLong("run.id")).isEqualTo(1);
        assertThat(second.getJobParameters().getLong("run.id")).isEqualTo(2);
        assertThat(repository.findJobInstances(name)).containsExactly(second.getJobInstance(), first.getJobInstance());
    }

    @Test
    void aStepThatIsCompleteIsNotRunAgain() {
        var runs = new ConcurrentLinkedQueue<String>();
        var broken = new AtomicBoolean(true);
        var job =
                new JobBuilder(name, repository)
                        .start(tasklet("first", () -> runs.add("first")))
                        .next(
                                tasklet(
                                        "second",
                                        () -> {
                                            runs.add("second");
                                            if (broken.getAndSet(false)) {
                                                throw new IllegalStateException("Broken");
                                            }
                                        }))
                        .build();

        assertThat(started(job).getStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(started(job).getStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(runs).containsExactly("first", "second", "second");
    }

    @Test
    void aRestartBeginsWithTheContextThatTheExecutionBeforeLeftToTheJob() {
        var broken = new AtomicBoolean(true);
        var seen = new ConcurrentLinkedQueue<ExecutionContext>();
        var step =
                new StepBuilder("step", repository)
                        .tasklet(
                                (contribution, chunk) -> {
                                    var context =
                                            contribution.getStepExecution().getJobExecution().getExecutionContext();
                                    seen.add(new ExecutionContext(context));
                                    context.putString("left", "by the first");
                                    if (broken.getAndSet(false)) {
                                        throw new IllegalStateException("Broken");
                                    }
                                    return RepeatStatus.FINISHED;
                                },
                                store.transactions())
                        .build();
        var job = new JobBuilder(name, repository).start(step).build();

        assertThat(started(job).getStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(started(job).getStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(seen)
                .extracting(context -> context.getString("left", "nothing"))
                .containsExactly("nothing", "by the first");
    }

    /// Batch's own store reads all past executions one by one at each launch.
    @Test
    void aLaunchCostsTheSameHoweverManyExecutionsThereWere() {
        var connections = new AtomicInteger();
        var counting =
                new DelegatingDataSource(LocalDatabase.shared()) {
                    @Override
                    public Connection getConnection() throws SQLException {
                        connections.incrementAndGet();
                        return super.getConnection();
                    }
                };
        List<Integer> costs = new ArrayList<>();
        try (var counted = new BatchStore(counting)) {
            var job =
                    new JobBuilder(name, counted.repository())
                            .start(
                                    new StepBuilder("step", counted.repository())
                                            .tasklet(
                                                    (contribution, chunk) -> {
                                                        throw new IllegalStateException("Broken");
                                                    },
                                                    counted.transactions())
                                            .build())
                            .build();
            for (int launch = 0; launch < 6; launch++) {
                int before = connections.get();
                started(counted.operator(), job);
                costs.add(connections.get() - before);
            }
        }

        // The first one has no past at all.
        assertThat(costs.subList(1, 6)).containsOnly(costs.get(1));
    }

    @Test
    void partitionsThatRunAtOnceAreKeptApartAndOnlyWhatFailedIsRestarted() {
        var runs = new ConcurrentLinkedQueue<String>();
        var broken = new AtomicBoolean(true);
        Step worker =
                new StepBuilder("worker", repository)
                        .tasklet(
                                (contribution, chunk) -> {
                                    String part =
                                            contribution.getStepExecution().getExecutionContext().getString("part");
                                    runs.add(part);
                                    if (part.equals("part 2") && broken.getAndSet(false)) {
                                        throw new IllegalStateException("Broken");
                                    }
                                    return RepeatStatus.FINISHED;
                                },
                                store.transactions())
                        .build();
        Step partitioned =
                new StepBuilder("partitioned", repository)
                        .partitioner(
                                "worker",
                                size -> {
                                    Map<String, ExecutionContext> parts = new TreeMap<>();
                                    for (int n = 0; n < size; n++) {
                                        parts.put("p" + n, new ExecutionContext(Map.of("part", "part " + n)));
                                    }
                                    return parts;
                                })
                        .step(worker)
                        .gridSize(4)
                        .taskExecutor(new SimpleAsyncTaskExecutor())
                        .build();
        var job = new JobBuilder(name, repository).start(partitioned).build();

        var first = started(job);
        var second = started(job);

        assertThat(first.getStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(second.getStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(runs).hasSize(5).contains("part 0", "part 1", "part 3").filteredOn("part 2"::equals).hasSize(2);
        assertThat(found(repository.getJobExecution(first.getId())).getStepExecutions())
                .hasSize(5)
                .extracting(StepExecution::getId)
                .doesNotHaveDuplicates();
        assertThat(found(repository.getJobExecution(second.getId())).getStepExecutions()).hasSize(2);
    }

    @Test
    void aKilledProcessIsRecoveredAndContinuesWhereItsLastCommitWas() throws Exception {
        var plain = plainJob(50);
        try (var connection = LocalDatabase.shared().getConnection()) {
            String url = connection.getMetaData().getURL();
            String user = connection.getMetaData().getUserName();
            Path file = directory.resolve("things.csv");
            PlainJobProcess.startedAndAt(25, url, user, name, file, table).close();
            assertThatExceptionOfType(JobExecutionAlreadyRunningException.class)
                    .isThrownBy(() -> operator.start(plain.job(thing -> thing), NONE));
            assertThat(operator.recover(last()).getStatus()).isEqualTo(BatchStatus.FAILED);
            // This one dies before it commits anything.
            PlainJobProcess.startedAndAt(21, url, user, name, file, table).close();
            assertThat(plain.written(store.jdbc())).isEqualTo(upTo(20));
            operator.recover(last());
        }

        var third = operator.start(plain.job(thing -> thing), NONE);

        assertThat(third.getStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(stepOf(third).getReadCount()).isEqualTo(30);
        assertThat(plain.written(store.jdbc())).isEqualTo(upTo(50));
        assertThat(repository.getJobExecutions(third.getJobInstance()))
                .extracting(JobExecution::getStatus)
                .containsExactly(BatchStatus.COMPLETED, BatchStatus.FAILED, BatchStatus.FAILED);
    }
}
