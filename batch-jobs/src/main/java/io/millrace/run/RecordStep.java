package io.millrace.run;

import io.millrace.run.RunContext.Interruption;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.core.task.TaskExecutor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/// A step that reads, processes and writes records in chunks, in one lane or in several at once. Its parts are made
/// anew for each hop, as plain objects of one run. What Spring Batch's repository would keep of it stands in its
/// checkpoint.
final class RecordStep<I, O> extends AbstractStep {

    private final Function<Run, StepParts<I, O>> parts;
    private final RecordSteps.Engine engine;

    RecordStep(String name, Function<Run, StepParts<I, O>> parts, RecordSteps.Engine engine) {
        super(new ResourcelessJobRepository());
        setName(name);
        // Its checkpoint says whether anything is left to do.
        setAllowStartIfComplete(true);
        this.parts = parts;
        this.engine = engine;
    }

    @Override
    protected void doExecute(StepExecution execution) throws Exception {
        RunContext context = RunContext.of(execution);
        List<StepParts<I, O>> lanes = lanes(context.run());
        StepParts<I, O> first = lanes.getFirst();
        StepProgress progress = new StepProgress(execution, context, first.state(), engine);
        Checkpoint from = progress.open();
        if (from.done()) {
            return;
        }
        Integer chunkSize = first.chunkSize();
        try (ChunkSource<I> source =
                new ChunkSource<>(
                        first.reader(),
                        chunkSize == null ? engine.settings().chunkSize() : chunkSize,
                        engine.settings().chunkBytes().toBytes(),
                        e -> ChunkLane.rejected(context, getName(), e))) {
            source.open(from.position());
            work(lanes.stream().map(lane -> lane(context, source, progress, lane, lanes.size() == 1)).toList());
            end(execution, context, progress, source.fault());
        }
    }

    private List<StepParts<I, O>> lanes(Run run) {
        StepParts<I, O> first = parts.apply(run);
        if (!first.lanes() || engine.settings().lanes() == 1) {
            return List.of(first.readingAhead(engine.settings().readAhead()));
        }
        List<StepParts<I, O>> lanes = new ArrayList<>(List.of(first));
        while (lanes.size() < engine.settings().lanes()) {
            lanes.add(parts.apply(run));
        }
        return lanes;
    }

    private ChunkLane<I, O> lane(
            RunContext context, ChunkSource<I> source, StepProgress progress, StepParts<I, O> lane, boolean alone) {
        return new ChunkLane<>(getName(), context, source, progress, lane, alone, engine.transaction());
    }

    /// Returns, or throws what the first lane to fail threw, when all lanes have ended.
    private void work(List<ChunkLane<I, O>> lanes) throws Exception {
        if (lanes.size() == 1) {
            lanes.getFirst().work();
            return;
        }
        TaskExecutor threads = RecordSteps.threads(getName());
        List<Throwable> failures = new ArrayList<>();
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        try {
            for (ChunkLane<I, O> lane : lanes) {
                ends.add(CompletableFuture.runAsync(() -> work(lane, failures), threads));
            }
        } finally {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).join();
        }
        synchronized (failures) {
            if (!failures.isEmpty()) {
                throw new CompletionException(failures.getFirst());
            }
        }
    }

    private static void work(ChunkLane<?, ?> lane, List<Throwable> failures) {
        try {
            lane.work();
        } catch (Throwable e) {
            synchronized (failures) {
                failures.add(e);
            }
        }
    }

    /// A step whose input broke off has written what came before, and fails all the same.
    private static void end(
            StepExecution execution, RunContext context, StepProgress progress, @Nullable Exception fault)
            throws Exception {
        if (progress.done()) {
            return;
        }
        Interruption interruption = context.interruption();
        if (fault != null && interruption == null) {
            throw fault;
        }
        if (interruption == null) {
            throw new IllegalStateException("Step %s ended before its input did".formatted(execution.getStepName()));
        }
        execution.setTerminateOnly();
    }
}
