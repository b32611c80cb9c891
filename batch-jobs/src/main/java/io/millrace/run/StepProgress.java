package io.millrace.run;

import io.millrace.reject.Reject;
import io.millrace.run.ChunkSource.Chunk;
import io.millrace.run.Lease.Moment;
import io.millrace.run.RunContext.Interruption;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// How far a step has come in one hop. Its chunks are committed in the order of the file, each with the checkpoint
/// behind it and the rejects in it: however many lanes work at once, everything before a checkpoint is done.
final class StepProgress {

    /// How long a chunk waits for its turn before it looks whether it keeps others from going on; doubles each time.
    /// Rows that two chunks at once are after are rare, and to look costs ten times what another statement costs.
    private static final Duration FIRST_LOOK = Duration.ofMillis(100);

    /// How quickly a slow chunk is forgotten: each later chunk takes this share off it.
    private static final double FORGET = 0.2;

    private final StepExecution execution;
    private final RunContext context;
    private final @Nullable CheckpointedState state;
    private final RecordSteps.Engine engine;
    private Totals before = Totals.NONE;
    private Checkpoint saved = Checkpoint.START;

    /// The number of the chunk that may commit.
    private long turn;

    /// The number of the first chunk that did not commit.
    private long failed = Long.MAX_VALUE;

    StepProgress(
            StepExecution execution, RunContext context, @Nullable CheckpointedState state, RecordSteps.Engine engine) {
        this.execution = execution;
        this.context = context;
        this.state = state;
        this.engine = engine;
    }

    /// Loads the checkpoint, where the step goes on.
    synchronized Checkpoint open() {
        if (!context.leased().isNew()) {
            saved = engine.store().checkpoint(context.run().id(), execution.getStepName());
        }
        before = saved.totals();
        if (state != null) {
            state.restore(saved.state());
        }
        return saved;
    }

    /// Why no other chunk is to be begun; null if there is time for one. The first chunk of a hop is tried however slow
    /// one was before: if the machine was frozen then, no invocation might ever be long enough for another like it.
    @Nullable Interruption interruption() {
        checkBudget();
        Duration reserve = engine.settings().reserve();
        return context.interruption(context.hasAdvanced() ? reserve.plus(slowest()) : reserve);
    }

    private synchronized Duration slowest() {
        return saved.slowest();
    }

    /// The work on a chunk is over: the next one may commit, or none of the later ones.
    synchronized void over(Chunk<?> chunk, boolean committed) {
        if (committed) {
            turn++;
        } else {
            failed = Math.min(failed, chunk.number());
        }
        notifyAll();
    }

    /// Whether a chunk did not commit, so that no later one can.
    synchronized boolean failed() {
        return failed < Long.MAX_VALUE;
    }

    /// Whether all chunks before this one are committed.
    synchronized boolean isTurnOf(Chunk<?> chunk) {
        return chunk.number() == turn;
    }

    /// Waits until all chunks before this one are committed.
    ///
    /// @param inTheWay whether the caller's transaction keeps others from going on, perhaps those that it waits for
    /// @return false if it is in the way, or if one of the chunks before failed
    boolean awaitTurnOf(Chunk<?> chunk, BooleanSupplier inTheWay) throws InterruptedException {
        for (Duration pause = FIRST_LOOK; !awaitTurnOf(chunk, pause); pause = pause.multipliedBy(2)) {
            if (inTheWay.getAsBoolean()) {
                return false;
            }
        }
        return isTurnOf(chunk);
    }

    /// True when there is nothing to wait for any more.
    private synchronized boolean awaitTurnOf(Chunk<?> chunk, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (chunk.number() != turn && chunk.number() < failed) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /// Throws if more was rejected before the last checkpoint than the route allows.
    private synchronized void checkBudget() {
        context.budget().check(saved.totals(), false);
    }

    /// Saves what became of the chunk whose turn it is, in its transaction.
    ///
    /// @param took how long the chunk has taken until now
    synchronized void save(Chunk<?> chunk, long written, long filtered, List<Reject> rejects, Duration took) {
        checkBudget();
        Totals sofar = saved.totals();
        Totals totals =
                new Totals(
                        chunk.end().records(),
                        sofar.written() + written,
                        sofar.filtered() + filtered,
                        sofar.rejected() + rejects.size());
        Duration remembered = Duration.ofMillis((long) (saved.slowest().toMillis() * (1 - FORGET)));
        Checkpoint checkpoint =
                new Checkpoint(
                        chunk.end(),
                        totals,
                        chunk.bytesDone(),
                        chunk.bytesTotal(),
                        chunk.done(),
                        state == null ? null : state.save(),
                        took.compareTo(remembered) > 0 ? took : remembered);
        engine.rejects().keep(rejects);
        Moment sentAt = Moment.now();
        Duration lease = context.lease().length();
        boolean stop =
                engine.store().save(context.leased(), execution.getStepName(), execution.getId(), checkpoint, lease);
        if (stop) {
            context.interrupt(Interruption.OPERATOR);
        }
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        // Not before: what is rolled back has extended nothing.
                        context.lease().confirmed(sentAt, lease);
                        committed(checkpoint, rejects, took);
                    }
                });
    }

    private synchronized void committed(Checkpoint checkpoint, List<Reject> rejects, Duration took) {
        engine.meters().records(context.run(), saved.totals(), checkpoint.totals(), rejects);
        engine.meters().chunk(context.run(), took);
        saved = checkpoint;
        context.advance();
        execution.setReadCount(checkpoint.totals().read() - before.read());
        execution.setWriteCount(checkpoint.totals().written() - before.written());
        execution.setFilterCount(checkpoint.totals().filtered() - before.filtered());
        execution.setReadSkipCount(checkpoint.totals().rejected() - before.rejected());
        execution.incrementCommitCount();
    }

    /// Whether all of the input is done, and committed.
    synchronized boolean done() {
        return saved.done();
    }
}
