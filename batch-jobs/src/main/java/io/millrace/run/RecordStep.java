package io.millrace.run;

import io.millrace.io.Item;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.listener.SkipListener;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.item.ChunkOrientedStep;

import java.util.List;
import java.util.function.Function;

/// A step that builds Batch's chunk-oriented step afresh for each execution, with the parts of the run at hand. So the
/// parts are plain objects of one run and one thread, without scoped proxies in the path of every record.
class RecordStep<I, O> implements Step {

    private final String name;
    private final Function<Run, StepParts<I, O>> parts;
    private final RecordSteps engine;

    RecordStep(String name, Function<Run, StepParts<I, O>> parts, RecordSteps engine) {
        this.name = name;
        this.parts = parts;
        this.engine = engine;
    }

    @Override
    public String getName() {
        return name;
    }

    /// Its checkpoint says whether anything is left to do; Batch may have saved it as completed and died before it was
    /// told that it failed.
    @Override
    public boolean isAllowStartIfComplete() {
        return true;
    }

    @Override
    public void execute(StepExecution execution) throws JobInterruptedException {
        RunContext context = engine.contexts().of(execution);
        RunSettings settings = engine.settings();
        StepParts<I, O> stepParts = parts.apply(context.run()).readingAhead(settings.readAhead());
        Integer chunkSize = stepParts.chunkSize();
        StepProgress<I, O> progress = new StepProgress<>(name, context, stepParts, engine);
        chunkStep(context, progress, chunkSize == null ? settings.chunkSize() : chunkSize).execute(execution);
    }

    private ChunkOrientedStep<Item<I>, Item<O>> chunkStep(
            RunContext context, StepProgress<I, O> progress, int chunkSize) {
        ChunkOrientedStep<Item<I>, Item<O>> step =
                new ChunkOrientedStep<>(
                        name,
                        chunkSize,
                        progress::read,
                        chunk -> progress.write(List.copyOf(chunk.getItems())),
                        engine.repository());
        step.setItemProcessor(progress::process);
        step.setTransactionManager(engine.transactions());
        step.registerItemStream(progress);
        step.setInterruptionPolicy(
                new ChunkBoundary(context, progress::boundary, engine.settings().reserve(), progress::done));
        // Rejected records are skips of reading and processing, which cost no rollback. A writer's exception must
        // never be skippable: Batch would go over to writing item by item and lose its place.
        step.setFaultTolerant(true);
        step.setSkipPolicy((failure, count) -> failure instanceof RejectedRecordException);
        step.registerSkipListener(
                new SkipListener<Item<I>, Item<O>>() {
                    @Override
                    public void onSkipInRead(Throwable failure) {
                        progress.rejected(failure);
                    }

                    @Override
                    public void onSkipInProcess(Item<I> item, Throwable failure) {
                        progress.rejected(failure);
                    }
                });
        step.registerStepExecutionListener(
                new StepExecutionListener() {
                    @Override
                    public ExitStatus afterStep(StepExecution execution) {
                        return ended(execution, progress.fault());
                    }
                });
        try {
            step.afterPropertiesSet();
        } catch (Exception e) {
            throw new IllegalStateException("Step " + name + " cannot be built", e);
        }
        return step;
    }

    /// A step whose input broke off has written what came before, and fails all the same.
    private static ExitStatus ended(StepExecution execution, @Nullable Exception fault) {
        if (fault == null || execution.getStatus() != BatchStatus.COMPLETED) {
            return execution.getExitStatus();
        }
        execution.setStatus(BatchStatus.FAILED);
        execution.addFailureException(fault);
        return ExitStatus.FAILED.addExitDescription(fault);
    }
}
