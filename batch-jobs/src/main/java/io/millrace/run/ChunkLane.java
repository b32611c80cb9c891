package io.millrace.run;

import io.millrace.io.Item;
import io.millrace.io.WriteContext;
import io.millrace.reject.RawRecord;
import io.millrace.reject.Reject;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStream;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Works on one chunk after the other, each in a transaction of its own. One thread; beside it there may be other lanes
/// of the same step.
///
/// A chunk is written as soon as it was read, and waits for its turn to be committed. If meanwhile it is in the way of
/// anybody, as of an earlier chunk that meets the same key, or if it fails, then it takes its rows back and is written
/// again in its turn.
class ChunkLane<I, O> implements ItemStream, WriteContext {

    /// How often a chunk is written at most when it gets into deadlocks with others.
    private static final int MOST_ATTEMPTS = 5;

    private final StepExecution execution;
    private final String step;
    private final RunContext context;
    private final ChunkSource<I> source;
    private final StepProgress progress;
    private final StepParts<I, O> parts;
    private final RecordSteps engine;
    private final List<Reject> rejects = new ArrayList<>();
    private Totals told = Totals.NONE;
    private final boolean alone;
    private @Nullable ReadChunk<I> chunk;
    private boolean asked;
    private int attempts;
    private boolean again;
    private boolean saved;
    private long written;
    private long filtered;
    private long begun;

    /// @param step the name of the step whose lane this is
    /// @param alone whether it is the step's only lane
    ChunkLane(
            StepExecution execution,
            String step,
            RunContext context,
            ChunkSource<I> source,
            StepProgress progress,
            StepParts<I, O> parts,
            boolean alone,
            RecordSteps engine) {
        this.execution = execution;
        this.step = step;
        this.context = context;
        this.source = source;
        this.progress = progress;
        this.parts = parts;
        this.alone = alone;
        this.engine = engine;
    }

    /// How often Batch reads for a chunk. Twice for a lane that is alone: all records of the chunk, and whether there
    /// are more, so that the last chunk of a file is known to be the last. Beside others no chunk is the last before it
    /// is committed.
    int readsOfAChunk() {
        return alone ? 2 : 1;
    }

    /// The records of the next chunk without the rejected ones; none, when it is asked again for the same chunk; null
    /// when there is nothing more.
    @Nullable List<Item<I>> read() throws InterruptedException {
        if (asked) {
            return chunk == null || chunk.last() ? null : List.of();
        }
        ReadChunk<I> chunk = begin();
        if (chunk == null) {
            return null;
        }
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCompletion(int status) {
                        completed(status == STATUS_COMMITTED);
                    }
                });
        chunk.rejected().forEach(this::rejected);
        return alone && chunk.records().isEmpty() && chunk.last() ? null : chunk.records();
    }

    /// The next chunk, or once more the one that it took back; null if there is none, or none that could be committed.
    private @Nullable ReadChunk<I> begin() throws InterruptedException {
        progress.checkBudget();
        if (chunk == null) {
            attempts = 0;
            chunk = progress.failed() ? null : source.next();
        } else if (!progress.awaitTurnOf(chunk, () -> false)) {
            chunk = null;
        }
        attempts++;
        again = false;
        saved = false;
        asked = alone;
        rejects.clear();
        written = 0;
        filtered = 0;
        begun = System.nanoTime();
        return chunk;
    }

    /// Called when the transaction is over, whatever came of it.
    private void completed(boolean committed) {
        asked = false;
        if (!again) {
            over(saved && committed);
        }
    }

    private void over(boolean committed) {
        if (chunk != null) {
            progress.over(chunk, committed);
            chunk = null;
        }
    }

    List<Item<O>> process(List<Item<I>> records) throws Exception {
        List<Item<O>> processed = new ArrayList<>(records.size());
        for (Item<I> item : records) {
            processOne(item, processed);
        }
        return processed;
    }

    private void processOne(Item<I> item, List<Item<O>> processed) throws Exception {
        try {
            Item<O> result = parts.processor().process(item);
            if (result == null) {
                filtered++;
            } else {
                processed.add(result);
            }
        } catch (RejectedRecordException e) {
            rejected(e);
        }
    }

    /// @param lists of which the first has the records
    void write(List<List<Item<O>>> lists) throws Exception {
        if (chunk == null) {
            return;
        }
        boolean ahead = !progress.isTurnOf(chunk);
        try {
            writeNow(Collections.unmodifiableList(lists.getFirst()));
            again = !progress.awaitTurnOf(chunk, engine.locks()::awaited);
        } catch (DataAccessException e) {
            // Ahead of its turn it may meet what it would not meet in it: rows that are not yet there, and deadlocks.
            again = ahead || (isDeadlock(e) && !alone && attempts < MOST_ATTEMPTS);
            if (!again) {
                throw e;
            }
        }
        if (again) {
            TransactionStatus joined = engine.transactions().getTransaction(null);
            engine.transactions().rollback(joined);
        }
    }

    private static boolean isDeadlock(DataAccessException e) {
        return e instanceof PessimisticLockingFailureException;
    }

    private void writeNow(List<Item<O>> records) throws Exception {
        if (records.isEmpty()) {
            return;
        }
        context.ensureHeld();
        try {
            written += parts.writer().write(records, this);
        } catch (RejectedRecordException e) {
            throw new IllegalStateException(
                    "The writer of step %s threw for one record; it must reject it through its context".formatted(step),
                    e);
        }
    }

    private void rejected(RejectedRecordException reject) {
        add(reject.raw(), reject.code(), reason(reject));
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    @Override
    public synchronized void reject(Item<?> item, RejectCode code, String reason) {
        add(item.raw(), code.name(), reason);
    }

    private void add(RawRecord raw, String code, String reason) {
        rejects.add(Reject.of(context.run().id(), step, raw, code, reason));
    }

    @Override
    public void ensureHeld() {
        context.ensureHeld();
    }

    /// Batch calls this in every chunk's transaction that is to be committed, also when all of its records were
    /// rejected.
    @Override
    public void update(ExecutionContext ignored) {
        if (chunk != null && progress.isTurnOf(chunk)) {
            tell(chunk);
            progress.save(chunk, written, filtered, List.copyOf(rejects));
            saved = true;
            engine.meters().chunk(context.run(), Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    /// A chunk that it does not get to any more is missing to the later ones.
    @Override
    public void close() {
        over(false);
    }

    /// Tells Batch of the records, so that its tables have them and not its own items.
    private void tell(ReadChunk<I> chunk) {
        int read = chunk.records().size() + chunk.rejected().size();
        told = told.plus(new Totals(read, written, filtered, rejects.size()));
        execution.setReadCount(told.read());
        execution.setWriteCount(told.written());
        execution.setFilterCount(told.filtered());
        execution.setReadSkipCount(told.rejected());
    }
}
