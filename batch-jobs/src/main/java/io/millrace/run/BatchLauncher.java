package io.millrace.run;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Starts Batch's part of a hop. Only for the holder of a run's lease: it declares whatever Batch believes to be
/// running dead, which no one else may do.
@Component
class BatchLauncher {

    /// Identifying parameter: the run's id, so that a run is one job instance.
    static final String RUN = "run";

    /// Tells the hops of a run apart.
    static final String FENCE = "fence";

    private static final Logger log = LoggerFactory.getLogger(BatchLauncher.class);

    private final JobOperator operator;
    private final JobRepository repository;

    BatchLauncher(JobOperator operator, JobRepository repository) {
        this.operator = operator;
        this.repository = repository;
    }

    /// Runs the job in the caller's thread, from where the run's checkpoints say.
    ///
    /// @return the execution; an earlier one if that had completed the job and died before the run was told so
    JobExecution launch(Job job, Run run) throws JobExecutionException {
        JobParameters parameters =
                new JobParametersBuilder()
                        .addString(RUN, run.id().value())
                        .addLong(FENCE, run.fence(), false)
                        .toJobParameters();
        if (run.fence() > 1) {
            JobExecution completed = repair(job.getName(), parameters);
            if (completed != null) {
                return completed;
            }
        }
        return operator.start(job, parameters);
    }

    /// Tells Batch that what it took for complete is not.
    void fail(JobExecution execution, Exception why) {
        execution.setStatus(BatchStatus.FAILED);
        execution.setExitStatus(ExitStatus.FAILED.addExitDescription(why));
        repository.update(execution);
    }

    /// Makes Batch's records of earlier hops such that it starts another one.
    private @Nullable JobExecution repair(String job, JobParameters parameters) {
        JobInstance instance = repository.getJobInstance(job, parameters);
        if (instance == null) {
            return null;
        }
        List<JobExecution> executions =
                repository.getJobExecutions(instance).stream()
                        .sorted(Comparator.comparingLong(JobExecution::getId))
                        .toList();
        if (executions.isEmpty()) {
            log.info("Job instance {} was created and never started: deleted", instance.getId());
            repository.deleteJobInstance(instance);
            return null;
        }
        JobExecution last = executions.getLast();
        if (last.getStatus() == BatchStatus.COMPLETED) {
            return last;
        }
        Set<String> completed = new HashSet<>();
        executions
                .reversed()
                .forEach(
                        execution -> {
                            boolean useful = completed.addAll(completedSteps(execution));
                            if (useful || execution.getId() == last.getId()) {
                                close(execution);
                            } else {
                                repository.deleteJobExecution(execution);
                            }
                        });
        return null;
    }

    /// All that Batch wants of its history, which it reads whole at every start; ours is that of the hops.
    private static List<String> completedSteps(JobExecution execution) {
        return execution.getStepExecutions().stream()
                .filter(step -> step.getStatus() == BatchStatus.COMPLETED)
                .map(StepExecution::getStepName)
                .toList();
    }

    private void close(JobExecution execution) {
        execution.getStepExecutions().stream().filter(BatchLauncher::open).forEach(this::close);
        if (open(execution.getStatus())) {
            execution.setStatus(BatchStatus.FAILED);
            execution.setExitStatus(ExitStatus.FAILED.addExitDescription("Its worker died"));
            execution.setEndTime(LocalDateTime.now(ZoneId.systemDefault()));
            repository.update(execution);
        }
    }

    private void close(StepExecution step) {
        step.setStatus(BatchStatus.FAILED);
        step.setExitStatus(ExitStatus.FAILED.addExitDescription("Its worker died"));
        step.setEndTime(LocalDateTime.now(ZoneId.systemDefault()));
        repository.update(step);
    }

    private static boolean open(StepExecution step) {
        return open(step.getStatus());
    }

    /// UNKNOWN is what a worker leaves that could not tell Batch how it ended.
    private static boolean open(BatchStatus status) {
        return status.isRunning() || status == BatchStatus.UNKNOWN;
    }
}
