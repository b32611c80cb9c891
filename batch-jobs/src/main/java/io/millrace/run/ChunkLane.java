package io.millrace.run;

import io.millrace.io.Item;
import io.millrace.io.WriteContext;
import io.millrace.reject.RawRecord;
import io.millrace.reject.Reject;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;
import io.millrace.run.ChunkSource.Chunk;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.PessimisticLockingFailureException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Works on one chunk after the other: processes its records, and writes them with the checkpoint in one transaction.
/// One thread; beside it there may be other lanes of the same step.
///
/// A chunk is written as soon as it was read, and waits for its turn to be committed. If meanwhile it is in the way of
/// anybody, as of an earlier chunk that meets the same key, or if it fails, then its rows are rolled back, and it is
/// written again in its turn.
final class ChunkLane<I, O> implements WriteContext {

    /// How often a chunk is written at most when it gets into deadlocks with others.
    private static final int MOST_ATTEMPTS = 5;

    private final String step;
    private final RunContext context;
    private final ChunkSource<I> source;
    private final StepProgress progress;
    private final StepParts<I, O> parts;
    private final boolean alone;
    private final ChunkTransaction transaction;
    private final List<Reject> rejects = new ArrayList<>();

    /// @param step the name of the step whose lane this is
    /// @param parts the lane's own
    /// @param alone whether it is the step's only lane
    ChunkLane(
            String step,
            RunContext context,
            ChunkSource<I> source,
            StepProgress progress,
            StepParts<I, O> parts,
            boolean alone,
            ChunkTransaction transaction) {
        this.step = step;
        this.context = context;
        this.source = source;
        this.progress = progress;
        this.parts = parts;
        this.alone = alone;
        this.transaction = transaction;
    }

    /// Does what it can get of the chunks, until there are no more, or no time for more, or one failed.
    void work() throws Exception {
        while (!progress.failed() && progress.interruption() == null) {
            long began = System.nanoTime();
            Chunk<I> chunk = source.next();
            if (chunk == null) {
                return;
            }
            boolean committed = false;
            try {
                committed = store(chunk, began);
            } finally {
                progress.over(chunk, committed);
            }
        }
    }

    /// @return whether it was committed; if not, there is no time any more, or a chunk before it failed
    private boolean store(Chunk<I> chunk, long began) throws Exception {
        rejects.clear();
        rejects.addAll(chunk.rejects());
        List<Item<O>> items = Collections.unmodifiableList(process(chunk.records()));
        int filtered = chunk.records().size() - items.size() - (rejects.size() - chunk.rejects().size());
        int processed = rejects.size();
        for (int attempt = 1; ; attempt++) {
            rejects.subList(processed, rejects.size()).clear();
            switch (write(chunk, items, filtered, attempt, began)) {
                case COMMITTED -> {
                    return true;
                }
                case OUT_OF_TIME -> {
                    return false;
                }
                case IN_THE_WAY -> {
                    if (!progress.awaitTurnOf(chunk, () -> false)) {
                        return false;
                    }
                }
            }
        }
    }

    private List<Item<O>> process(List<Item<I>> records) throws Exception {
        List<Item<O>> processed = new ArrayList<>(records.size());
        for (Item<I> item : records) {
            try {
                Item<O> result = parts.processor().process(item);
                if (result != null) {
                    processed.add(result);
                }
            } catch (RejectedRecordException e) {
                rejects.add(rejected(e));
            }
        }
        context.lease().progress();
        return processed;
    }

    private Reject rejected(RejectedRecordException e) {
        return rejected(context, step, e);
    }

    /// What is kept of a record that was rejected.
    static Reject rejected(RunContext context, String step, RejectedRecordException e) {
        String reason = e.getMessage() == null ? e.toString() : e.getMessage();
        return Reject.of(context.run().id(), step, e.raw(), e.code(), reason);
    }

    private ChunkTransaction.Result write(Chunk<I> chunk, List<Item<O>> items, int filtered, int attempt, long began)
            throws Exception {
        boolean ahead = !progress.isTurnOf(chunk);
        boolean within = parts.writer().transactional();
        int written = within ? 0 : write(items);
        try {
            return transaction.execute(
                    context,
                    () -> {
                        if (within) {
                            transaction.name(context);
                        }
                        int taken = within ? write(items) : written;
                        if (!progress.awaitTurnOf(chunk, transaction::isBlockingOthers)) {
                            return false;
                        }
                        int ignored =
                                parts.mayIgnore() ? items.size() - taken - rejectedByWriter(chunk, items, filtered) : 0;
                        Duration took = Duration.ofNanos(System.nanoTime() - began);
                        progress.save(chunk, taken, filtered + ignored, List.copyOf(rejects), took);
                        return true;
                    });
        } catch (DataAccessException e) {
            // Rolled back for certain. Ahead of its turn it may meet what it would not meet in it: rows that are not
            // yet
            // there, and deadlocks.
            if (ahead || (isDeadlock(e) && !alone && attempt < MOST_ATTEMPTS)) {
                return ChunkTransaction.Result.IN_THE_WAY;
            }
            throw e;
        }
    }

    private int rejectedByWriter(Chunk<I> chunk, List<Item<O>> items, int filtered) {
        int before = chunk.rejects().size() + chunk.records().size() - items.size() - filtered;
        return rejects.size() - before;
    }

    private static boolean isDeadlock(DataAccessException e) {
        return e instanceof PessimisticLockingFailureException;
    }

    private int write(List<Item<O>> items) throws Exception {
        if (items.isEmpty()) {
            return 0;
        }
        context.ensureHeld();
        try {
            return parts.writer().write(items, this);
        } catch (RejectedRecordException e) {
            throw new IllegalStateException(
                    "The writer of step %s threw for one record; it must reject it through its context".formatted(step),
                    e);
        }
    }

    @Override
    public synchronized void reject(Item<?> item, RejectCode code, String reason) {
        RawRecord raw = item.raw();
        rejects.add(Reject.of(context.run().id(), step, raw, code.name(), reason));
    }

    @Override
    public void ensureHeld() {
        context.ensureHeld();
    }
}
