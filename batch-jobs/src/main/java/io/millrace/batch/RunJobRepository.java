package io.millrace.batch;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.SpringBatchVersion;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobExecutionAlreadyRunningException;
import org.springframework.batch.core.launch.JobInstanceAlreadyCompleteException;
import org.springframework.batch.core.launch.JobRestartException;
import org.springframework.batch.core.launch.NoSuchJobException;
import org.springframework.batch.core.repository.ExecutionContextSerializer;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.scope.context.JobSynchronizationManager;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.core.convert.ConversionService;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.Assert;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Spring Batch's job repository over the run store. A job instance is a run, a job execution is a hop, and what Batch
/// reads is what the engine decides by: there is no second truth.
///
/// Runs of files belong to the engine: it writes their hops itself, hands each to the job as a [HopExecution], and this
/// repository adds what only Batch's own steps know. To everybody else it shows them, and refuses to change them with
/// an [EngineRunException].
///
/// Jobs that are launched by Batch's own means have everything that Batch's own store gives them, and four things more:
///
/// - An instance exists from its first execution on. A launcher that dies between the two leaves nothing behind.
/// - Of several starts or restarts of an instance at once, one succeeds; the others get the exceptions that
///   `JobOperator` declares.
/// - An execution that is told to stop is `STOPPING` until it has stopped, so that no restart runs beside it.
/// - A failed commit leaves the step `FAILED` and at its last committed position, and an execution that was recovered
///   stays as it is even if its worker wakes up. Both can be restarted.
@SuppressWarnings("removal")
public final class RunJobRepository implements JobRepository {

    private final JobInstances instances;
    private final JobExecutions jobs;
    private final StepExecutions steps;
    private final TransactionTemplate transaction;
    private final TransactionTemplate separateTransaction;

    RunJobRepository(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            ConversionService conversion,
            ExecutionContextSerializer serializer) {
        var contexts = new Contexts(serializer);
        this.instances = new JobInstances(jdbc);
        this.jobs = new JobExecutions(jdbc, new StoredParameters(conversion), contexts);
        this.steps = new StepExecutions(jdbc, contexts);
        this.transaction = new TransactionTemplate(transactions);
        this.separateTransaction = new TransactionTemplate(transactions);
        separateTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @Override
    public List<String> getJobNames() {
        return instances.names();
    }

    @Override
    public List<JobInstance> getJobInstances(String jobName, int start, int count) {
        return instances.list(jobName, start, count);
    }

    @Override
    public List<JobInstance> findJobInstancesByJobName(String jobName, int start, int count) {
        return getJobInstances(jobName, start, count);
    }

    @Override
    public List<JobInstance> findJobInstancesByName(String jobName, int start, int count) {
        return getJobInstances(jobName, start, count);
    }

    @Override
    public List<JobInstance> findJobInstances(String jobName) {
        return instances.list(jobName);
    }

    @Override
    public @Nullable JobInstance getJobInstance(long jobInstanceId) {
        return instances.find(jobInstanceId);
    }

    @Override
    public @Nullable JobInstance getLastJobInstance(String jobName) {
        return instances.findLast(jobName);
    }

    @Override
    public @Nullable JobInstance getJobInstance(String jobName, JobParameters jobParameters) {
        Assert.notNull(jobName, "Job name must not be null");
        Assert.notNull(jobParameters, "JobParameters must not be null");
        return instances.find(jobName, jobParameters);
    }

    @Override
    public long getJobInstanceCount(String jobName) throws NoSuchJobException {
        long count = instances.count(jobName);
        if (count == 0) {
            throw new NoSuchJobException("No job instances were found for job name " + jobName);
        }
        return count;
    }

    @Override
    public @Nullable JobExecution getJobExecution(long executionId) {
        return withSteps(jobs.find(executionId));
    }

    @Override
    public List<JobExecution> getJobExecutions(JobInstance jobInstance) {
        List<JobExecution> executions = jobs.list(jobInstance);
        steps.addTo(executions);
        return executions;
    }

    @Override
    public List<JobExecution> findJobExecutions(JobInstance jobInstance) {
        return getJobExecutions(jobInstance);
    }

    @Override
    public @Nullable JobExecution getLastJobExecution(JobInstance jobInstance) {
        return withSteps(jobs.findLast(jobInstance));
    }

    @Override
    public @Nullable JobExecution getLastJobExecution(String jobName, JobParameters jobParameters) {
        JobInstance instance = getJobInstance(jobName, jobParameters);
        return instance == null ? null : getLastJobExecution(instance);
    }

    @Override
    public Set<JobExecution> findRunningJobExecutions(String jobName) {
        List<JobExecution> executions = jobs.running(jobName);
        steps.addTo(executions);
        return new LinkedHashSet<>(executions);
    }

    private @Nullable JobExecution withSteps(@Nullable JobExecution execution) {
        if (execution != null) {
            steps.addTo(List.of(execution));
        }
        return execution;
    }

    /// What a new hop of a run begins with as its job's execution context: what the newest hop that kept one has kept.
    public ExecutionContext getLastExecutionContext(JobInstance jobInstance) {
        return jobs.lastContext(jobInstance);
    }

    @Override
    public @Nullable StepExecution getStepExecution(long jobExecutionId, long stepExecutionId) {
        JobExecution execution = getJobExecution(jobExecutionId);
        return execution == null
                ? null
                : execution.getStepExecutions().stream()
                        .filter(step -> step.getId() == stepExecutionId)
                        .findFirst()
                        .orElse(null);
    }

    @Override
    public @Nullable StepExecution getStepExecution(long stepExecutionId) {
        JobExecution execution = jobs.find(StepExecutionId.jobExecutionOf(stepExecutionId));
        return execution == null ? null : steps.find(stepExecutionId, execution);
    }

    @Override
    public @Nullable StepExecution getLastStepExecution(JobInstance jobInstance, String stepName) {
        return isFirstHop(jobInstance)
                ? null
                : steps.last(jobInstance, stepName).map(this::getStepExecution).orElse(null);
    }

    @Override
    public long getStepExecutionCount(JobInstance jobInstance, String stepName) {
        return isFirstHop(jobInstance) ? 0 : steps.count(jobInstance, stepName);
    }

    private static boolean isFirstHop(JobInstance instance) {
        return instance instanceof RunInstance run && run.isFirstHop();
    }

    @Override
    public JobInstance createJobInstance(String jobName, JobParameters jobParameters) {
        refuseInTransaction();
        Assert.state(getJobInstance(jobName, jobParameters) == null, "JobInstance must not already exist");
        return instances.create(jobName, jobParameters);
    }

    @Override
    public void deleteJobInstance(JobInstance jobInstance) {
        instances.delete(jobInstance);
    }

    @Override
    public JobExecution createJobExecution(
            JobInstance jobInstance, JobParameters jobParameters, ExecutionContext executionContext) {
        refuseInTransaction();
        Optional<JobExecution> first =
                jobInstance instanceof LaunchedInstance launched
                        ? jobs.createFirst(launched, jobParameters, executionContext)
                        : Optional.empty();
        JobExecution execution =
                first.or(() -> jobs.createNext(jobInstance, jobParameters, executionContext))
                        .orElseThrow(() -> whyNotExecuted(jobInstance));
        jobInstance.addJobExecution(execution);
        return execution;
    }

    private RuntimeException whyNotExecuted(JobInstance instance) {
        JobExecution last = jobs.findLast(instance);
        if (last == null && instance instanceof LaunchedInstance) {
            // Another launcher has created the same instance first.
            return alreadyRunning(instance);
        }
        if (last == null) {
            return new IllegalStateException("There is no %s to execute".formatted(instance));
        }
        refuseEngines(last);
        return switch (last.getStatus()) {
            // It was restarted and has ended again in the meantime.
            case STARTING, STARTED, STOPPING, STOPPED, FAILED -> alreadyRunning(instance);
            case COMPLETED, ABANDONED ->
                    thrown(
                            new JobInstanceAlreadyCompleteException(
                                    "%s is complete; change the parameters to run the job again".formatted(instance)));
            case UNKNOWN ->
                    thrown(
                            new JobRestartException(
                                    "How the last execution of %s ended is unknown; look into it, and abandon it or set its status"
                                            .formatted(instance)));
        };
    }

    private static RuntimeException alreadyRunning(JobInstance instance) {
        return thrown(
                new JobExecutionAlreadyRunningException(
                        "A job execution for this job is already running: " + instance));
    }

    /// Throws one of the checked exceptions that `JobOperator` declares for what is found out here: its own checks come
    /// before, and see nothing of a start at the same time.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> RuntimeException thrown(Exception exception) throws E {
        throw (E) exception;
    }

    @Override
    public StepExecution createStepExecution(String stepName, JobExecution jobExecution) {
        if (jobExecution instanceof HopExecution hop) {
            return added(new StepExecution(hop.nextStepExecution(), stepName, hop));
        }
        refuseInTransaction();
        refuseEngines(jobExecution);
        return added(
                Objects.requireNonNull(
                        separateTransaction.execute(
                                status -> {
                                    var step = new StepExecution(steps.next(jobExecution), stepName, jobExecution);
                                    steps.create(step);
                                    return step;
                                })));
    }

    private static StepExecution added(StepExecution step) {
        step.setVersion(0);
        step.getJobExecution().addStepExecution(step);
        return step;
    }

    @Override
    public void update(JobExecution jobExecution) {
        jobExecution.setLastUpdated(now());
        if (jobExecution instanceof HopExecution) {
            return;
        }
        do {
            synchronize(jobExecution);
            // Whoever tells an execution to stop sets an end time, too, but only the execution itself knows its end.
            if (jobExecution.isStopping() && jobExecution.getEndTime() != null && isExecutedHere(jobExecution)) {
                jobExecution.upgradeStatus(BatchStatus.STOPPED);
            }
        } while (!jobs.update(jobExecution));
    }

    /// Takes over what somebody else has written of the execution: that it is to stop, for instance. If it was ended by
    /// somebody else, because its worker seemed to be dead, then it does not come to life again; and if it has ended,
    /// it cannot be told to stop any more.
    private void synchronize(JobExecution execution) {
        JobExecutions.Standing stored = jobs.standing(execution);
        refuseEngines(execution, stored);
        boolean current = Objects.equals(stored.version(), execution.getVersion());
        if (!stored.status().isRunning() && (isExecutedHere(execution) ? !current : execution.isStopping())) {
            throw new OptimisticLockingFailureException(
                    "Job execution %d is %s already".formatted(execution.getId(), stored.status()));
        }
        if (!current) {
            execution.upgradeStatus(stored.status());
            execution.setVersion(stored.version());
        }
    }

    /// Whether the calling thread is the one in which the job runs.
    private static boolean isExecutedHere(JobExecution execution) {
        var context = JobSynchronizationManager.getContext();
        return context != null && context.getJobExecution().getId() == execution.getId();
    }

    @Override
    public void updateExecutionContext(JobExecution jobExecution) {
        ExecutionContext context = jobExecution.getExecutionContext();
        if (!(jobExecution instanceof HopExecution hop)) {
            if (!jobs.updateContext(jobExecution)) {
                refuseEngines(jobExecution);
            }
        } else if (hasContent(context)) {
            jobs.updateContext(hop);
        }
        context.clearDirtyFlag();
    }

    private static boolean hasContent(ExecutionContext context) {
        return context.entrySet().stream()
                .anyMatch(entry -> !entry.getKey().equals(SpringBatchVersion.BATCH_VERSION_KEY));
    }

    @Override
    public void deleteJobExecution(JobExecution jobExecution) {
        refuseEngines(jobExecution);
        transaction.executeWithoutResult(status -> jobs.delete(jobExecution));
    }

    @Override
    public void update(StepExecution stepExecution) {
        int version = Objects.requireNonNull(stepExecution.getVersion(), "The step execution was never saved");
        stepExecution.setLastUpdated(now());
        if (stepExecution.getJobExecution() instanceof HopExecution hop) {
            if (hop.saved(steps.save(stepExecution, hop))) {
                stepExecution.setTerminateOnly();
            }
        } else {
            updatePlain(stepExecution, stepExecution.getJobExecution());
        }
        restoreIfRolledBack(stepExecution, version);
    }

    private void updatePlain(StepExecution step, JobExecution execution) {
        synchronize(execution);
        if (execution.isStopped() || execution.isStopping()) {
            step.setTerminateOnly();
            transaction.executeWithoutResult(status -> steps.updateStopping(step));
        } else {
            steps.update(step);
        }
    }

    private void restoreIfRolledBack(StepExecution step, int version) {
        if (TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(
                    new TransactionSynchronization() {
                        @Override
                        public void afterCompletion(int status) {
                            if (status != STATUS_COMMITTED) {
                                separateTransaction.executeWithoutResult(own -> steps.restore(step, version));
                            }
                        }
                    });
        }
    }

    @Override
    public void updateExecutionContext(StepExecution stepExecution) {
        if (stepExecution.getJobExecution() instanceof HopExecution hop) {
            steps.saveContext(stepExecution, hop);
        } else if (!steps.updateContext(stepExecution)) {
            refuseEngines(stepExecution.getJobExecution());
        }
        stepExecution.getExecutionContext().clearDirtyFlag();
    }

    @Override
    public void deleteStepExecution(StepExecution stepExecution) {
        refuseEngines(stepExecution.getJobExecution());
        steps.delete(stepExecution);
    }

    /// What is created must be there for others at once, whatever becomes of a caller's transaction. Batch's own
    /// repository refuses a caller that has one, too.
    private static void refuseInTransaction() {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("Jobs must not be started in a transaction; start them outside of it");
        }
    }

    private void refuseEngines(JobExecution execution) {
        refuseEngines(execution, jobs.standing(execution));
    }

    private static void refuseEngines(JobExecution execution, JobExecutions.Standing standing) {
        if (standing.engine()) {
            throw EngineRunException.of("Job execution", execution.getId());
        }
    }

    /// Batch's times have no zone.
    private static LocalDateTime now() {
        return LocalDateTime.now(ZoneId.systemDefault());
    }
}
