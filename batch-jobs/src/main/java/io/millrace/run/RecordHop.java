package io.millrace.run;

import io.millrace.io.Item;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.item.ChunkOrientedStep;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStream;

import java.util.List;

/// What a record step does in one hop, in however many lanes: the chunks to come, and how far those before have come.
class RecordHop<I, O> implements ItemStream, StepExecutionListener {

    private final String step;
    private final RunContext context;
    private final RecordSteps engine;
    private final ChunkSource<I> source;
    private final StepProgress progress;

    /// @param parts whose reader is used, and whose state is saved
    RecordHop(String step, RunContext context, StepParts<I, O> parts, RecordSteps engine) {
        Integer chunkSize = parts.chunkSize();
        this.step = step;
        this.context = context;
        this.engine = engine;
        this.source = new ChunkSource<>(parts.reader(), chunkSize == null ? engine.settings().chunkSize() : chunkSize);
        this.progress = new StepProgress(step, context, parts.state(), engine);
    }

    /// Goes to where an earlier hop was.
    @Override
    public void open(ExecutionContext ignored) {
        Checkpoint from = progress.open();
        if (from.done()) {
            source.end();
        } else {
            source.open(from.position());
        }
    }

    @Override
    public void close() {
        source.close();
    }

    /// No chunk is committed any more.
    void abort() {
        progress.abort();
    }

    /// Batch's step for a lane, which does what it can get of the chunks.
    ///
    /// @param execution the one that it will be executed with
    /// @param parts the lane's own
    /// @param alone whether nobody else does any of it
    ChunkOrientedStep<List<Item<I>>, List<Item<O>>> lane(
            StepExecution execution, StepParts<I, O> parts, boolean alone) {
        ChunkLane<I, O> lane = new ChunkLane<>(execution, step, context, source, progress, parts, alone, engine);
        ChunkOrientedStep<List<Item<I>>, List<Item<O>>> chunks =
                new ChunkOrientedStep<>(
                        execution.getStepName(),
                        lane.readsOfAChunk(),
                        lane::read,
                        chunk -> lane.write(List.copyOf(chunk.getItems())),
                        engine.repository());
        chunks.setItemProcessor(lane::process);
        chunks.setTransactionManager(engine.transactions());
        chunks.registerItemStream(lane);
        chunks.setInterruptionPolicy(new ChunkBoundary(context, engine.settings().reserve(), progress::done));
        return ready(chunks);
    }

    /// The step, when all of it is set.
    static <S extends AbstractStep> S ready(S step) {
        try {
            step.afterPropertiesSet();
            return step;
        } catch (Exception e) {
            throw new IllegalStateException("Step " + step.getName() + " cannot be built", e);
        }
    }

    /// A step whose input broke off has written what came before, and fails all the same; and so does one that did not
    /// come to the end, although nothing that it was told of failed.
    @Override
    public @Nullable ExitStatus afterStep(StepExecution execution) {
        if (execution.getStatus() != BatchStatus.COMPLETED || progress.done()) {
            return execution.getExitStatus();
        }
        Exception fault = source.fault();
        if (fault == null) {
            fault =
                    new IllegalStateException(
                            "A chunk of step %s was rolled back without an exception: its processor or writer hides the failure of something that joined the chunk's transaction. Let the exception pass, or give that a transaction of its own"
                                    .formatted(step));
        }
        execution.setStatus(BatchStatus.FAILED);
        execution.addFailureException(fault);
        return ExitStatus.FAILED.addExitDescription(fault);
    }
}
