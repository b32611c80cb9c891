package io.millrace.run;

import io.millrace.reject.Reject;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/// How far a step has come in one hop. Its chunks are committed in the order of the file, each with the checkpoint
/// behind it and the rejects in it: however many lanes work at once, everything before a checkpoint is done.
class StepProgress {

    /// How often somebody who waits for its turn looks whether others wait for it.
    private static final Duration PATIENCE = Duration.ofMillis(20);

    private final String step;
    private final RunContext context;
    private final @Nullable CheckpointedState state;
    private final RecordSteps engine;
    private Checkpoint saved = Checkpoint.START;

    /// The number of the chunk that may commit.
    private long turn;

    /// The number of the first chunk that did not commit.
    private long failed = Long.MAX_VALUE;

    StepProgress(String step, RunContext context, @Nullable CheckpointedState state, RecordSteps engine) {
        this.step = step;
        this.context = context;
        this.state = state;
        this.engine = engine;
    }

    /// Loads the checkpoint, where the step goes on.
    synchronized Checkpoint open() {
        saved = engine.store().checkpoint(context.run().id(), step);
        if (state != null) {
            state.restore(saved.state());
        }
        return saved;
    }

    /// The work on a chunk is over: the next one may commit, or none of the later ones.
    synchronized void over(ReadChunk<?> chunk, boolean committed) {
        if (committed) {
            turn++;
        } else {
            failed = Math.min(failed, chunk.number());
        }
        notifyAll();
    }

    /// No chunk is committed any more.
    synchronized void abort() {
        failed = -1;
        notifyAll();
    }

    /// Whether a chunk did not commit, so that no later one can.
    synchronized boolean failed() {
        return failed < Long.MAX_VALUE;
    }

    /// Whether all chunks before this one are committed.
    synchronized boolean isTurnOf(ReadChunk<?> chunk) {
        return chunk.number() == turn && turn < failed;
    }

    /// Waits until all chunks before this one are committed.
    ///
    /// @param inTheWay whether the caller's transaction keeps others from going on, perhaps those that it waits for
    /// @return false if it is in the way, or if one of the chunks before failed
    boolean awaitTurnOf(ReadChunk<?> chunk, BooleanSupplier inTheWay) throws InterruptedException {
        while (!awaitChange(chunk)) {
            if (inTheWay.getAsBoolean()) {
                return false;
            }
        }
        return isTurnOf(chunk);
    }

    /// Waits a little; true when there is nothing to wait for any more.
    private synchronized boolean awaitChange(ReadChunk<?> chunk) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!decided(chunk) && System.nanoTime() < until) {
            wait(PATIENCE.toMillis());
        }
        return decided(chunk);
    }

    private boolean decided(ReadChunk<?> chunk) {
        return chunk.number() == turn || chunk.number() >= failed;
    }

    /// Throws if more was rejected before the last checkpoint than the route allows.
    synchronized void checkBudget() {
        context.budget().check(saved.totals(), false);
    }

    /// Saves what became of the chunk whose turn it is, in its transaction.
    synchronized void save(ReadChunk<?> chunk, long written, long filtered, List<Reject> rejects) {
        checkBudget();
        Totals before = saved.totals();
        Totals totals =
                new Totals(
                        chunk.end().records(),
                        before.written() + written,
                        before.filtered() + filtered,
                        before.rejected() + rejects.size());
        Checkpoint checkpoint =
                new Checkpoint(
                        chunk.end(),
                        totals,
                        chunk.bytesDone(),
                        chunk.bytesTotal(),
                        chunk.done(),
                        state == null ? null : state.save());
        engine.rejects().keep(rejects);
        long sentAt = System.nanoTime();
        boolean stop =
                engine.store()
                        .save(context.run().id(), context.lease().fence(), step, checkpoint, engine.settings().lease());
        context.lease().confirmed(sentAt);
        if (stop) {
            context.interrupt(RunContext.Interruption.OPERATOR);
        }
        saved = checkpoint;
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        engine.meters().records(context.run(), before, totals, rejects);
                    }
                });
    }

    /// Whether all of the input is done, and committed.
    synchronized boolean done() {
        return saved.done();
    }
}
