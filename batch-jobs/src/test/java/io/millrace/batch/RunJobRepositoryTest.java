package io.millrace.batch;

import static io.millrace.batch.BatchStore.newName;
import static io.millrace.batch.BatchStore.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameter;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobExecutionAlreadyRunningException;
import org.springframework.batch.core.launch.JobInstanceAlreadyCompleteException;
import org.springframework.batch.core.launch.JobRestartException;
import org.springframework.batch.core.launch.NoSuchJobException;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.transaction.support.TransactionTemplate;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

class RunJobRepositoryTest {

    private static final LocalDateTime NOON = LocalDateTime.of(2026, 2, 3, 12, 0, 0, 123_456_000);

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

    /// Whether all is as it was but for the nanoseconds, which the store does not keep.
    private static void assertSame(Object found, Object expected) {
        var asKept =
                RecursiveComparisonConfiguration.builder()
                        .withIgnoredFields(
                                "lastUpdated",
                                "terminateOnly",
                                "executionContext.dirty",
                                "jobInstance",
                                "jobExecution",
                                "stepExecutions")
                        .withEqualsForType(
                                (LocalDateTime one, LocalDateTime other) -> ChronoUnit.MICROS.between(one, other) == 0,
                                LocalDateTime.class)
                        .build();
        assertThat(found).usingRecursiveComparison(asKept).isEqualTo(expected);
    }

    @Nested
    class Instances {

        @Test
        void anInstanceIsFoundByItsNumberAndByItsNameAndIdentifyingParameters() {
            var given =
                    new JobParametersBuilder()
                            .addString("file", "a")
                            .addString("note", "first", false)
                            .toJobParameters();
            var instance = store.launched(job, given).getJobInstance();
            var otherNote =
                    new JobParametersBuilder()
                            .addString("file", "a")
                            .addString("note", "second", false)
                            .toJobParameters();

            for (var found :
                    List.of(
                            found(repository.getJobInstance(instance.getId())),
                            found(repository.getJobInstance(job, given)),
                            found(repository.getJobInstance(job, otherNote)),
                            found(repository.getLastJobInstance(job)))) {
                assertThat(found).isEqualTo(instance);
                assertThat(found.getJobName()).isEqualTo(job);
                assertThat(found.getVersion()).isZero();
            }
        }

        @Test
        @SuppressWarnings("removal")
        void anInstanceThatNobodyLaunchedIsNotFound() {
            store.launched(job, parameters("file", "a"));

            assertThat(repository.getJobInstance(job, parameters("file", "b"))).isNull();
            assertThat(repository.getJobInstance(newName("other"), parameters("file", "a"))).isNull();
            assertThat(repository.getJobInstance(Long.MAX_VALUE)).isNull();
            assertThat(repository.getLastJobInstance(newName("other"))).isNull();
            assertThat(repository.isJobInstanceExists(job, parameters("file", "b"))).isFalse();
            assertThat(repository.isJobInstanceExists(job, parameters("file", "a"))).isTrue();
        }

        @Test
        void aParameterOfAnotherTypeMakesAnotherInstance() {
            store.launched(job, new JobParametersBuilder().addLong("file", 1L).toJobParameters());

            assertThat(repository.getJobInstance(job, parameters("file", "1"))).isNull();
        }

        @Test
        void anInstanceCannotBeCreatedAgain() {
            store.launched(job);

            assertThatIllegalStateException()
                    .isThrownBy(() -> repository.createJobInstance(job, new JobParameters()))
                    .withMessage("JobInstance must not already exist");
        }

        @Test
        void anInstanceThatWasNeverExecutedLeavesNothing() {
            long reserved = repository.createJobInstance(job, new JobParameters()).getId();

            assertThat(repository.getJobInstance(reserved)).isNull();
            assertThat(store.launched(job).getJobInstance().getId()).isGreaterThan(reserved);
        }

        @Test
        void instancesAreListedInPagesTheNewestFirst() throws Exception {
            List<JobInstance> instances = new ArrayList<>();
            for (int n = 0; n < 5; n++) {
                instances.addFirst(store.launched(job, parameters("n", "" + n)).getJobInstance());
            }

            assertThat(repository.getJobInstances(job, 0, 2)).isEqualTo(instances.subList(0, 2));
            assertThat(repository.getJobInstances(job, 2, 2)).isEqualTo(instances.subList(2, 4));
            assertThat(repository.getJobInstances(job, 4, 2)).isEqualTo(instances.subList(4, 5));
            assertThat(repository.getJobInstances(job, 5, 2)).isEmpty();
            assertThat(repository.findJobInstances(job)).isEqualTo(instances);
            assertThat(repository.getJobInstanceCount(job)).isEqualTo(5);
            assertThat(repository.getLastJobInstance(job)).isEqualTo(instances.getFirst());
        }

        @Test
        @SuppressWarnings("removal")
        void aStarInANameStandsForAnyCharactersAndNothingElseDoes() {
            var instance = store.launched(job + "_a%b\\c").getJobInstance();

            assertThat(repository.getJobInstances(job + "*", 0, 9)).containsExactly(instance);
            assertThat(repository.getJobInstances("*" + job.substring(4) + "*c", 0, 9)).containsExactly(instance);
            assertThat(repository.getJobInstances(job + "_a%b\\c", 0, 9)).containsExactly(instance);
            assertThat(repository.findJobInstancesByJobName(job + "*", 0, 9)).containsExactly(instance);
            assertThat(repository.findJobInstancesByName(job + "*", 0, 9)).containsExactly(instance);
            assertThat(repository.getJobInstances(job + "%", 0, 9)).isEmpty();
            assertThat(repository.getJobInstances(job + "__%", 0, 9)).isEmpty();
            assertThat(repository.findJobInstances(job + "*")).isEmpty();
        }

        @Test
        void namesAreListedOnceAndInOrder() {
            store.launched(job + "b");
            store.launched(job + "a");
            store.launched(job + "a", parameters("n", "2"));

            assertThat(repository.getJobNames()).containsSubsequence(job + "a", job + "b").doesNotHaveDuplicates();
        }

        @Test
        void anUnknownJobHasNoCount() {
            assertThatExceptionOfType(NoSuchJobException.class)
                    .isThrownBy(() -> repository.getJobInstanceCount(job))
                    .withMessageContaining(job);
        }

        @Test
        void aDeletedInstanceIsGoneWithAllThatItHad() {
            var execution = store.launched(job);
            var step = repository.createStepExecution("step", execution);

            repository.deleteJobInstance(execution.getJobInstance());

            assertThat(repository.findJobInstances(job)).isEmpty();
            assertThat(repository.getLastJobExecution(job, new JobParameters())).isNull();
            assertThat(repository.getJobExecution(execution.getId())).isNull();
            assertThat(repository.getStepExecution(step.getId())).isNull();
            assertThatExceptionOfType(OptimisticLockingFailureException.class)
                    .isThrownBy(() -> repository.deleteJobInstance(execution.getJobInstance()));
        }
    }

    @Nested
    class Executions {

        @Test
        void anExecutionComesBackAsItWasCreated() {
            var context = new ExecutionContext();
            context.putString("key", "value");
            var given = parameters("file", "a");
            var instance = repository.createJobInstance(job, given);

            var execution = repository.createJobExecution(instance, given, context);

            assertThat(instance.getJobExecutions()).containsExactly(execution);
            assertThat(execution.getJobInstance()).isSameAs(instance);
            assertThat(execution.getVersion()).isZero();
            assertThat(execution.getLastUpdated()).isNull();
            var found = found(repository.getJobExecution(execution.getId()));
            assertSame(found, execution);
            assertThat(found.getJobInstance()).isEqualTo(instance);
            assertThat(found.getExecutionContext()).isEqualTo(context);
        }

        @Test
        void anExecutionComesBackAsItWasUpdated() {
            var execution = store.launched(job);
            execution.setStatus(BatchStatus.FAILED);
            execution.setExitStatus(new ExitStatus("ODD", "Because"));
            execution.setCreateTime(NOON.minusMinutes(1));
            execution.setStartTime(NOON);
            execution.setEndTime(NOON.plusMinutes(1));
            repository.update(execution);

            var found = found(repository.getJobExecution(execution.getId()));

            assertSame(found, execution);
            assertThat(found.getVersion()).isEqualTo(1);
            assertThat(found.getLastUpdated()).isCloseTo(execution.getLastUpdated(), within(1, ChronoUnit.MICROS));
        }

        @ParameterizedTest
        @EnumSource(BatchStatus.class)
        void theRunSaysWhatItsLastExecutionSays(BatchStatus status) {
            var execution = store.launched(job, parameters("status", status.name()));
            execution.setStatus(status);
            repository.update(execution);

            assertThat(found(repository.getJobExecution(execution.getId())).getStatus()).isEqualTo(status);
            assertThat(stateOf(execution.getJobInstance()))
                    .isEqualTo(
                            switch (status) {
                                case STARTING, STARTED -> "STARTED";
                                case FAILED, UNKNOWN -> "FAILED";
                                case STOPPING, STOPPED, COMPLETED, ABANDONED -> status.name();
                            });
        }

        @Test
        void theRunDoesNotSayWhatAnEarlierExecutionSays() {
            var first = store.ended(store.launched(job), BatchStatus.FAILED);
            next(first);

            store.ended(first, BatchStatus.ABANDONED);

            assertThat(stateOf(first.getJobInstance())).isEqualTo("STARTED");
        }

        @Test
        void theExecutionsOfAnInstanceAreListedTheNewestFirstWithTheirSteps() {
            var first = store.ended(store.launched(job), BatchStatus.FAILED);
            var step = repository.createStepExecution("step", first);
            var second = next(first);
            var one = repository.createStepExecution("one", second);
            var two = repository.createStepExecution("two", second);

            var found = repository.getJobExecutions(first.getJobInstance());

            assertThat(found).containsExactly(second, first);
            assertThat(found.get(0).getStepExecutions()).containsExactly(one, two);
            assertThat(found.get(1).getStepExecutions()).containsExactly(step);
            assertThat(findJobExecutions(first.getJobInstance())).isEqualTo(found);
            assertThat(repository.getLastJobExecution(first.getJobInstance())).isEqualTo(second);
            var last = found(repository.getLastJobExecution(job, new JobParameters()));
            assertThat(last).isEqualTo(second);
            assertThat(last.getStepExecutions()).containsExactly(one, two);
        }

        @SuppressWarnings("removal")
        private List<JobExecution> findJobExecutions(JobInstance instance) {
            return repository.findJobExecutions(instance);
        }

        @ParameterizedTest
        @EnumSource(
                value = BatchStatus.class,
                names = {"STARTING", "STARTED", "STOPPING"})
        void anExecutionThatRunsIsFoundAmongThoseThatDo(BatchStatus status) {
            var execution = store.launched(job);
            execution.setStatus(status);
            repository.update(execution);
            repository.createStepExecution("step", execution);

            var found = repository.findRunningJobExecutions(job);

            assertThat(found).containsExactly(execution);
            assertThat(found.iterator().next().getStepExecutions()).hasSize(1);
            assertThat(repository.findRunningJobExecutions(newName("other"))).isEmpty();
        }

        @ParameterizedTest
        @EnumSource(
                value = BatchStatus.class,
                mode = Mode.EXCLUDE,
                names = {"STARTING", "STARTED", "STOPPING"})
        void anExecutionThatDoesNotRunIsNotFoundAmongThoseThatDo(BatchStatus status) {
            store.ended(store.launched(job), status);

            assertThat(repository.findRunningJobExecutions(job)).isEmpty();
        }

        @Test
        void anUnknownExecutionIsNotFoundAndCannotBeUpdated() {
            var instance = store.launched(job).getJobInstance();
            var unknown = new JobExecution(Long.MAX_VALUE, instance, new JobParameters());
            unknown.setVersion(0);

            assertThat(repository.getJobExecution(Long.MAX_VALUE)).isNull();
            assertThatExceptionOfType(EmptyResultDataAccessException.class)
                    .isThrownBy(() -> repository.update(unknown));
        }

        @Test
        void whatSomebodyElseWroteIsTakenOver() {
            var execution = store.launched(job);
            var other = found(repository.getJobExecution(execution.getId()));
            other.setStatus(BatchStatus.STOPPING);
            repository.update(other);

            execution.setStatus(BatchStatus.STARTED);
            repository.update(execution);

            assertThat(execution.getStatus()).isEqualTo(BatchStatus.STOPPING);
            assertThat(execution.getVersion()).isEqualTo(2);
        }

        @Test
        void anExecutionThatHasEndedCannotBeToldToStop() {
            var execution = store.launched(job);
            var other = found(repository.getJobExecution(execution.getId()));
            store.ended(execution, BatchStatus.COMPLETED);

            other.setStatus(BatchStatus.STOPPING);

            assertThatExceptionOfType(OptimisticLockingFailureException.class)
                    .isThrownBy(() -> repository.update(other));
            assertThat(found(repository.getJobExecution(execution.getId())).getStatus())
                    .isEqualTo(BatchStatus.COMPLETED);
        }

        @Test
        void aDeletedExecutionIsGoneAndTheRunIsWhatTheOneBeforeItLeft() {
            var first = store.ended(store.launched(job, parameters("a", "b")), BatchStatus.STOPPED);
            var second = next(first);
            var step = repository.createStepExecution("step", second);

            repository.deleteJobExecution(second);

            assertThat(repository.getJobExecution(second.getId())).isNull();
            assertThat(repository.getStepExecution(step.getId())).isNull();
            assertThat(repository.getLastJobExecution(first.getJobInstance())).isEqualTo(first);
            assertThat(stateOf(first.getJobInstance())).isEqualTo("STOPPED");
            assertThat(next(first).getId()).isGreaterThan(second.getId());
            assertThat(stateOf(first.getJobInstance())).isEqualTo("STARTED");
        }

        @Test
        void anExecutionIsNotDeletedAtAnotherVersion() {
            var execution = store.launched(job);
            var other = found(repository.getJobExecution(execution.getId()));
            repository.update(other);

            assertThatExceptionOfType(OptimisticLockingFailureException.class)
                    .isThrownBy(() -> repository.deleteJobExecution(execution));
        }

        @Test
        void anExitMessageIsStoredAsFarAsItFitsAndWithoutNulCharacters() {
            var execution = store.launched(job);
            execution.setExitStatus(new ExitStatus("FAILED", "a\0b😀" + "😀".repeat(3_000)));
            repository.update(execution);

            assertThat(found(repository.getJobExecution(execution.getId())).getExitStatus().getExitDescription())
                    .startsWith("a␀b😀😀")
                    .hasSizeBetween(2_499, 2_500)
                    .endsWith("😀");
        }

        private String stateOf(JobInstance instance) {
            return store.jdbc()
                    .sql("SELECT state FROM millrace.run WHERE instance = ?")
                    .param(instance.getId())
                    .query(String.class)
                    .single();
        }
    }

    private static JobExecution next(JobExecution execution) {
        return repository.createJobExecution(
                execution.getJobInstance(), execution.getJobParameters(), new ExecutionContext());
    }

    @Nested
    class Starts {

        @ParameterizedTest
        @EnumSource(
                value = BatchStatus.class,
                names = {"STOPPED", "FAILED"})
        void anExecutionThatEndedEarlyIsFollowedByAnother(BatchStatus status) {
            var first = store.ended(store.launched(job), status);

            var second = next(first);

            assertThat(second.getJobInstance()).isEqualTo(first.getJobInstance());
            assertThat(second.getId()).isGreaterThan(first.getId());
        }

        @ParameterizedTest
        @EnumSource(
                value = BatchStatus.class,
                names = {"STARTING", "STARTED", "STOPPING"})
        void anExecutionThatRunsIsNotFollowedByAnother(BatchStatus status) {
            var execution = store.launched(job);
            execution.setStatus(status);
            repository.update(execution);

            assertThatExceptionOfType(JobExecutionAlreadyRunningException.class).isThrownBy(() -> next(execution));
        }

        @ParameterizedTest
        @EnumSource(
                value = BatchStatus.class,
                names = {"COMPLETED", "ABANDONED"})
        void anExecutionThatIsCompleteIsNotFollowedByAnother(BatchStatus status) {
            var execution = store.ended(store.launched(job), status);

            assertThatExceptionOfType(JobInstanceAlreadyCompleteException.class).isThrownBy(() -> next(execution));
        }

        @Test
        void anExecutionWhoseEndIsUnknownIsNotFollowedByAnother() {
            var execution = store.ended(store.launched(job), BatchStatus.UNKNOWN);

            assertThatExceptionOfType(JobRestartException.class).isThrownBy(() -> next(execution));
        }

        @Test
        void anInstanceThatDoesNotExistIsNotExecuted() {
            assertThatIllegalStateException()
                    .isThrownBy(
                            () ->
                                    repository.createJobExecution(
                                            new JobInstance(Long.MAX_VALUE, job),
                                            new JobParameters(),
                                            new ExecutionContext()));
        }

        @Test
        void nothingIsCreatedInATransaction() {
            var transaction = new TransactionTemplate(store.transactions());
            var execution = store.launched(job);

            assertThatIllegalStateException()
                    .isThrownBy(() -> transaction.execute(status -> store.launched(newName("other"))));
            assertThatIllegalStateException().isThrownBy(() -> transaction.execute(status -> next(execution)));
            assertThatIllegalStateException()
                    .isThrownBy(() -> transaction.execute(status -> repository.createStepExecution("step", execution)));
        }

        /// Each has found no instance, as Batch's launcher does before it creates one.
        @Test
        void ofSeveralFirstStartsAtOnceOneSucceeds() throws Exception {
            var outcomes =
                    atOnce(
                            8,
                            barrier -> {
                                var instance = repository.createJobInstance(job, new JobParameters());
                                barrier.await();
                                return repository.createJobExecution(
                                        instance, new JobParameters(), new ExecutionContext());
                            });

            assertThat(outcomes).hasSize(8).filteredOn(JobExecution.class::isInstance).hasSize(1);
            assertThat(outcomes).filteredOn(JobExecutionAlreadyRunningException.class::isInstance).hasSize(7);
            assertThat(repository.findJobInstances(job)).hasSize(1);
            assertThat(repository.findRunningJobExecutions(job)).hasSize(1);
        }

        @Test
        void ofSeveralRestartsAtOnceOneSucceeds() throws Exception {
            var first = store.ended(store.launched(job), BatchStatus.FAILED);

            var outcomes =
                    atOnce(
                            8,
                            barrier -> {
                                var instance = found(repository.getJobInstance(first.getJobInstanceId()));
                                barrier.await();
                                return repository.createJobExecution(
                                        instance, new JobParameters(), new ExecutionContext());
                            });

            assertThat(outcomes).hasSize(8).filteredOn(JobExecution.class::isInstance).hasSize(1);
            assertThat(outcomes).filteredOn(JobExecutionAlreadyRunningException.class::isInstance).hasSize(7);
            assertThat(repository.getJobExecutions(first.getJobInstance())).hasSize(2);
        }
    }

    private interface Racer<T> {

        T run(CyclicBarrier start) throws Exception;
    }

    /// What each of several threads returned or threw.
    private static <T> List<Object> atOnce(int racers, Racer<T> racer) throws Exception {
        var barrier = new CyclicBarrier(racers);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Object> task =
                    () -> {
                        try {
                            return racer.run(barrier);
                        } catch (Exception e) {
                            return e;
                        }
                    };
            List<Future<Object>> futures = new ArrayList<>();
            for (int n = 0; n < racers; n++) {
                futures.add(threads.submit(task));
            }
            List<Object> outcomes = new ArrayList<>();
            for (var future : futures) {
                outcomes.add(future.get());
            }
            return outcomes;
        }
    }

    @Nested
    class Steps {

        @Test
        void aStepExecutionComesBackAsItWasCreated() {
            var execution = store.launched(job);

            var step = repository.createStepExecution("step", execution);

            assertThat(execution.getStepExecutions()).containsExactly(step);
            assertThat(step.getVersion()).isZero();
            assertThat(step.getId()).isEqualTo(execution.getId() * 1_000 + 1);
            var found = found(repository.getStepExecution(step.getId()));
            assertSame(found, step);
            assertThat(found.getJobExecution()).isEqualTo(execution);
            assertThat(found.getJobExecution().getJobInstance()).isEqualTo(execution.getJobInstance());
        }

        @Test
        void aStepExecutionComesBackAsItWasUpdated() {
            var step = repository.createStepExecution("step", store.launched(job));
            step.setStatus(BatchStatus.FAILED);
            step.setExitStatus(new ExitStatus("ODD", "Because\0"));
            step.setReadCount(1);
            step.setWriteCount(2);
            step.setFilterCount(3);
            step.setCommitCount(4);
            step.setRollbackCount(5);
            step.setReadSkipCount(6);
            step.setProcessSkipCount(7);
            step.setWriteSkipCount(8);
            step.setCreateTime(NOON.minusMinutes(1));
            step.setStartTime(NOON);
            step.setEndTime(NOON.plusMinutes(1));
            repository.update(step);

            var found = found(repository.getStepExecution(step.getId()));

            step.setExitStatus(new ExitStatus("ODD", "Because␀"));
            assertSame(found, step);
            assertThat(found.getVersion()).isEqualTo(1);
        }

        @Test
        @SuppressWarnings("removal")
        void aStepExecutionIsFoundInItsJobExecutionOnly() {
            var execution = store.launched(job);
            var other = store.launched(newName("other"));
            var step = repository.createStepExecution("step", execution);

            assertThat(repository.getStepExecution(execution.getId(), step.getId())).isEqualTo(step);
            assertThat(repository.getStepExecution(other.getId(), step.getId())).isNull();
            assertThat(repository.getStepExecution(Long.MAX_VALUE, step.getId())).isNull();
            assertThat(repository.getStepExecution(step.getId() + 1)).isNull();
            assertThat(repository.getStepExecution(Long.MAX_VALUE)).isNull();
        }

        @Test
        void aStepsExecutionsAreCountedOverAllOfItsInstanceAndTheNewestIsTheLast() {
            var first = store.ended(store.launched(job), BatchStatus.FAILED);
            repository.createStepExecution("step", first);
            repository.createStepExecution("other", first);
            var second = next(first);
            repository.createStepExecution("step", second);
            var last = repository.createStepExecution("step", second);
            var instance = found(repository.getJobInstance(job, new JobParameters()));

            assertThat(repository.getStepExecutionCount(instance, "step")).isEqualTo(3);
            assertThat(repository.getStepExecutionCount(instance, "none")).isZero();
            assertThat(repository.getLastStepExecution(instance, "step")).isEqualTo(last);
            assertThat(repository.getLastStepExecution(instance, "none")).isNull();
            assertThat(repository.getStepExecutionCount(new JobInstance(Long.MAX_VALUE, job), "step")).isZero();
            assertThat(repository.getLastStepExecution(new JobInstance(Long.MAX_VALUE, job), "step")).isNull();
        }

        @Test
        void theLastExecutionOfAStepKnowsItsJobsContext() {
            var execution = store.launched(job);
            execution.getExecutionContext().putInt("n", 7);
            repository.updateExecutionContext(execution);
            repository.createStepExecution("step", execution);

            var last = found(repository.getLastStepExecution(execution.getJobInstance(), "step"));

            assertThat(last.getJobExecution().getExecutionContext().getInt("n")).isEqualTo(7);
        }

        @Test
        void aStepExecutionThatSomebodyElseWroteIsNotOverwritten() {
            var step = repository.createStepExecution("step", store.launched(job));
            var other = found(repository.getStepExecution(step.getId()));
            repository.update(other);

            assertThatExceptionOfType(OptimisticLockingFailureException.class)
                    .isThrownBy(() -> repository.update(step));
        }

        /// Whoever stops a job writes its steps, while they write themselves.
        @Test
        void aStepExecutionThatIsToStopTakesOverWhatSomebodyElseWrote() {
            var execution = store.launched(job);
            var step = repository.createStepExecution("step", execution);
            var other = found(repository.getJobExecution(execution.getId()));
            other.setStatus(BatchStatus.STOPPING);
            repository.update(other);
            var otherStep = other.getStepExecutions().iterator().next();
            otherStep.setStatus(BatchStatus.STOPPING);
            repository.update(otherStep);

            step.setReadCount(5);
            repository.update(step);

            assertThat(step.isTerminateOnly()).isTrue();
            assertThat(step.getStatus()).isEqualTo(BatchStatus.STOPPING);
            assertThat(step.getVersion()).isEqualTo(2);
            assertThat(found(repository.getStepExecution(step.getId())).getReadCount()).isEqualTo(5);
        }

        @Test
        void stepExecutionsThatAreCreatedAtOnceHaveNumbersOfTheirOwn() throws Exception {
            var execution = store.launched(job);

            var created =
                    atOnce(
                            8,
                            barrier -> {
                                barrier.await();
                                return repository.createStepExecution("step", execution).getId();
                            });

            assertThat(new HashSet<>(created))
                    .isEqualTo(
                            Set.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L).stream()
                                    .map(n -> execution.getId() * 1_000 + n)
                                    .collect(Collectors.toSet()));
        }

        @Test
        void aJobExecutionHasAThousandStepExecutionsAtMost() {
            var execution = store.launched(job);
            var step = repository.createStepExecution("step", execution);
            store.jdbc()
                    .sql("UPDATE millrace.step_execution SET execution = execution + 998 WHERE execution = ?")
                    .param(step.getId())
                    .update();

            assertThatIllegalStateException()
                    .isThrownBy(() -> repository.createStepExecution("step", execution))
                    .withMessageContaining("use fewer partitions");
        }

        @Test
        void aDeletedStepExecutionIsGone() {
            var execution = store.launched(job);
            var step = repository.createStepExecution("step", execution);
            var other = repository.createStepExecution("other", execution);

            repository.deleteStepExecution(step);

            assertThat(found(repository.getJobExecution(execution.getId())).getStepExecutions()).containsExactly(other);
            assertThatExceptionOfType(OptimisticLockingFailureException.class)
                    .isThrownBy(() -> repository.deleteStepExecution(step));
        }
    }

    @Nested
    class Contexts {

        record Place(String file, List<Long> offsets) implements Serializable {}

        @Test
        void everythingThatCanBeSerialisedComesBack() {
            var execution = store.launched(job);
            var context = execution.getExecutionContext();
            context.putString("text", "NUL \0, é, 😀, \uD83D, \"{}\"");
            context.putLong("long", 7);
            context.putInt("int", 7);
            context.putDouble("double", 0.1);
            context.put("decimal", new BigDecimal("1.10"));
            context.put("time", OffsetDateTime.parse("2026-02-03T04:05:06.789+01:00"));
            context.put("list", new ArrayList<>(List.of(1, 2L, "3")));
            context.put("place", new Place("a", List.of(1L, 2L)));
            context.putString("long text", "x".repeat(1_000_000));

            repository.updateExecutionContext(execution);

            assertThat(context.isDirty()).isFalse();
            assertThat(found(repository.getJobExecution(execution.getId())).getExecutionContext()).isEqualTo(context);
        }

        @Test
        void theContextOfAStepComesBackWithEveryWayToReadIt() {
            var execution = store.launched(job);
            var step = repository.createStepExecution("step", execution);
            step.getExecutionContext().putLong("position", 7);

            repository.updateExecutionContext(step);

            assertThat(step.getExecutionContext().isDirty()).isFalse();
            List<StepExecution> found = new ArrayList<>();
            found.add(found(repository.getStepExecution(step.getId())));
            found.add(found(repository.getLastStepExecution(execution.getJobInstance(), "step")));
            found.addAll(found(repository.getJobExecution(execution.getId())).getStepExecutions());
            repository.findRunningJobExecutions(job).forEach(running -> found.addAll(running.getStepExecutions()));
            repository
                    .getJobExecutions(execution.getJobInstance())
                    .forEach(one -> found.addAll(one.getStepExecutions()));
            assertThat(found)
                    .hasSize(5)
                    .allSatisfy(one -> assertThat(one.getExecutionContext().getLong("position")).isEqualTo(7));
        }

        @Test
        void anUpdateLeavesTheContextAlone() {
            var execution = store.launched(job);
            var step = repository.createStepExecution("step", execution);
            execution.getExecutionContext().putLong("position", 7);
            step.getExecutionContext().putLong("position", 7);

            repository.update(execution);
            repository.update(step);

            assertThat(found(repository.getJobExecution(execution.getId())).getExecutionContext().isEmpty()).isTrue();
            assertThat(found(repository.getStepExecution(step.getId())).getExecutionContext().isEmpty()).isTrue();
        }

        @Test
        void whatCannotBeSerialisedIsRefusedWhenItIsSaved() {
            var execution = store.launched(job);
            execution.getExecutionContext().put("lock", new Object());

            assertThatIllegalArgumentException().isThrownBy(() -> repository.updateExecutionContext(execution));
        }

        /// Batch gives it the context only after it has created it; a restart that died between the two would begin at
        /// the first record again.
        @Test
        void aRestartedStepBeginsWithTheContextOfItsLastExecution() {
            var first = store.launched(job);
            var step = repository.createStepExecution("step", first);
            step.getExecutionContext().putLong("position", 7);
            step.setStatus(BatchStatus.FAILED);
            repository.updateExecutionContext(step);
            repository.update(step);
            var second = next(store.ended(first, BatchStatus.FAILED));

            var restarted = repository.createStepExecution("step", second);

            assertThat(found(repository.getStepExecution(restarted.getId())).getExecutionContext().getLong("position"))
                    .isEqualTo(7);
        }

        @Test
        void aStepThatRunsAgainAfterItHadCompletedBeginsWithAnEmptyContext() {
            var first = store.launched(job);
            var step = repository.createStepExecution("step", first);
            step.getExecutionContext().putLong("position", 7);
            step.setStatus(BatchStatus.COMPLETED);
            repository.updateExecutionContext(step);
            repository.update(step);
            var second = next(store.ended(first, BatchStatus.FAILED));

            var again = repository.createStepExecution("step", second);

            assertThat(found(repository.getStepExecution(again.getId())).getExecutionContext().isEmpty()).isTrue();
        }
    }

    @Nested
    class Parameters {

        enum Size {
            SMALL,
            LARGE
        }

        record Amount(String text) {

            public Amount {}

            @Override
            public String toString() {
                return text;
            }
        }

        @Test
        void parametersOfAllTypesComeBack() {
            var noon = ZonedDateTime.parse("2026-02-03T12:13:14.123456789+01:00[Europe/Berlin]");
            var given =
                    new JobParametersBuilder()
                            .addString("string", "é 😀 \"quoted\" \\ \n")
                            .addString("empty", "")
                            .addString("not identifying", "value", false)
                            .addLong("long", Long.MIN_VALUE)
                            .addDouble("double", 0.1)
                            .addDate("date", Date.from(Instant.parse("2026-02-03T12:13:14.123Z")))
                            .addLocalDate("local date", noon.toLocalDate())
                            .addLocalTime("local time", noon.toLocalTime())
                            .addLocalDateTime("local date time", noon.toLocalDateTime())
                            .addJobParameter("midnight", LocalTime.MIDNIGHT, LocalTime.class)
                            .addJobParameter("far", LocalDate.MAX, LocalDate.class)
                            .addJobParameter("zoned", noon, ZonedDateTime.class)
                            .addJobParameter("offset", noon.toOffsetDateTime(), OffsetDateTime.class)
                            .addJobParameter("boolean", true, Boolean.class)
                            .addJobParameter("integer", -1, Integer.class)
                            .addJobParameter("primitive", 5, int.class)
                            .addJobParameter("decimal", new BigDecimal("1.10"), BigDecimal.class)
                            .addJobParameter("uuid", UUID.randomUUID(), UUID.class)
                            .addJobParameter("enum", Size.LARGE, Size.class)
                            .addJobParameter("own type", new Amount("1.50 EUR"), Amount.class, false)
                            .toJobParameters();

            var execution = store.launched(job, given);

            var found = found(repository.getJobExecution(execution.getId())).getJobParameters();
            assertThat(found.parameters())
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactlyInAnyOrderElementsOf(given.parameters());
            assertThat(repository.getJobInstance(job, found)).isEqualTo(execution.getJobInstance());
        }

        @Test
        void eachExecutionHasParametersOfItsOwn() {
            var first = store.ended(store.launched(job), BatchStatus.FAILED);
            var given = new JobParametersBuilder().addLong("attempt", 2L, false).toJobParameters();

            var second = repository.createJobExecution(first.getJobInstance(), given, new ExecutionContext());

            assertThat(found(repository.getJobExecution(first.getId())).getJobParameters().isEmpty()).isTrue();
            JobParameter<?> attempt =
                    found(found(repository.getJobExecution(second.getId())).getJobParameters().getParameter("attempt"));
            assertThat(attempt.value()).isEqualTo(2L);
            assertThat(attempt.identifying()).isFalse();
        }

        @Test
        void aNulCharacterIsRefusedAndNothingIsCreated() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.launched(job, parameters("file", "a\0b")))
                    .withMessageContaining("file");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.launched(job, parameters("fi\0le", "a")))
                    .withMessageContaining("fi␀le");
            assertThat(repository.findJobInstances(job)).isEmpty();
        }

        @Test
        void aTypeThatIsGoneIsNamed() {
            var execution = store.launched(job, parameters("file", "a"));
            store.jdbc()
                    .sql(
                            "UPDATE millrace.hop SET parameters = jsonb_set(parameters, '{0,type}', '\"gone.Type\"')"
                                    + " WHERE execution = ?")
                    .param(execution.getId())
                    .update();

            assertThatIllegalStateException()
                    .isThrownBy(() -> repository.getJobExecution(execution.getId()))
                    .withMessageContaining("file")
                    .withMessageContaining("gone.Type");
        }
    }
}
