package io.millrace.run;

import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.partition.support.DefaultStepExecutionAggregator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.core.task.TaskExecutor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Does the work of a step in several lanes at once. To Batch they are partitions of the step, each with an execution
/// of its own; to us they share its checkpoint.
class LanesStep<I, O> extends AbstractStep {

    private final RecordHop<I, O> hop;
    private final List<StepParts<I, O>> lanes;

    /// @param lanes the parts of each lane
    LanesStep(String name, RecordHop<I, O> hop, List<StepParts<I, O>> lanes, JobRepository repository) {
        super(repository);
        setName(name);
        this.hop = hop;
        this.lanes = lanes;
    }

    @Override
    protected void open(ExecutionContext context) {
        hop.open(context);
    }

    @Override
    protected void close(ExecutionContext context) {
        hop.close();
    }

    @Override
    protected void doExecute(StepExecution execution) {
        List<StepExecution> executions = new ArrayList<>();
        while (executions.size() < lanes.size()) {
            String name = getName() + ":" + (executions.size() + 1);
            executions.add(getJobRepository().createStepExecution(name, execution.getJobExecution()));
        }
        perform(executions);
        new DefaultStepExecutionAggregator().aggregate(execution, executions);
        if (executions.stream().anyMatch(StepExecution::isTerminateOnly)) {
            execution.setTerminateOnly();
        }
    }

    /// Returns, or throws, when all lanes have ended.
    private void perform(List<StepExecution> executions) {
        TaskExecutor threads = RecordSteps.threads(getName());
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        try {
            for (int i = 0; i < lanes.size(); i++) {
                StepExecution execution = executions.get(i);
                StepParts<I, O> lane = lanes.get(i);
                ends.add(CompletableFuture.runAsync(() -> perform(execution, lane), threads));
            }
        } finally {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).join();
        }
    }

    private void perform(StepExecution execution, StepParts<I, O> lane) {
        boolean ended = false;
        try {
            hop.lane(execution, lane, false).execute(execution);
            ended = true;
        } catch (JobInterruptedException e) {
            throw new IllegalStateException("Batch does not throw this out of a step", e);
        } finally {
            if (!ended) {
                hop.abort();
            }
        }
    }
}
