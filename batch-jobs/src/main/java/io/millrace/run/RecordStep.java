package io.millrace.run;

import io.millrace.io.Item;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.item.ChunkOrientedStep;

import java.util.List;
import java.util.function.Function;

/// A step that builds Batch's chunk-oriented step afresh for each execution, with the parts of the run at hand. So the
/// parts are plain objects of one run and one thread, without scoped proxies in the path of every record.
///
/// To Batch, the records of a chunk are one item: what it does around each item costs several times as much as making a
/// record, and its skips are not needed, because a rejected record is no exception to it.
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
        StepProgress<I, O> progress =
                new StepProgress<>(
                        execution, context, stepParts, chunkSize == null ? settings.chunkSize() : chunkSize, engine);
        chunkStep(context, progress).execute(execution);
    }

    private ChunkOrientedStep<List<Item<I>>, List<Item<O>>> chunkStep(RunContext context, StepProgress<I, O> progress) {
        ChunkOrientedStep<List<Item<I>>, List<Item<O>>> step =
                new ChunkOrientedStep<>(
                        name,
                        StepProgress.READS_OF_A_CHUNK,
                        progress::read,
                        chunk -> progress.write(List.copyOf(chunk.getItems())),
                        engine.repository());
        step.setItemProcessor(progress::process);
        step.setTransactionManager(engine.transactions());
        step.registerItemStream(progress);
        step.setInterruptionPolicy(
                new ChunkBoundary(context, progress::boundary, engine.settings().reserve(), progress::done));
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
