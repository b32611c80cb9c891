package io.millrace.run;

import io.millrace.io.Item;
import io.millrace.io.Position;
import io.millrace.io.RecordReader;
import io.millrace.io.UnreadableObjectException;
import io.millrace.io.WriteContext;
import io.millrace.reject.RawRecord;
import io.millrace.reject.Reject;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStream;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// What a step has done with its records: opens the reader at the checkpoint, counts fates, gathers the chunk's
/// rejects, and saves all of it in the chunk's transaction. One hop, one thread.
class StepProgress<I, O> implements ItemStream, WriteContext {

    /// Batch reads twice for a chunk: all records of the chunk, and whether there are more. So the last chunk of a file
    /// is known to be the last.
    static final int READS_OF_A_CHUNK = 2;

    private final StepExecution execution;
    private final String step;
    private final RunContext context;
    private final StepParts<I, O> parts;
    private final int chunkSize;
    private final RecordSteps engine;
    private final List<Reject> rejects = new ArrayList<>();
    private final List<Reject> committed = new ArrayList<>();
    private Checkpoint saved = Checkpoint.START;
    private Totals atOpen = Totals.NONE;
    private long written;
    private long filtered;
    private long rejected;
    private CompletableFuture<Void> publishing = CompletableFuture.completedFuture(null);
    private boolean atEnd;
    private @Nullable UnreadableObjectException fault;
    private long chunkBegun;

    StepProgress(
            StepExecution execution, RunContext context, StepParts<I, O> parts, int chunkSize, RecordSteps engine) {
        this.execution = execution;
        this.step = execution.getStepName();
        this.context = context;
        this.parts = parts;
        this.chunkSize = chunkSize;
        this.engine = engine;
    }

    @Override
    public void open(ExecutionContext ignored) {
        saved = engine.store().checkpoint(context.run().id(), step);
        atOpen = saved.totals();
        written = saved.totals().written();
        filtered = saved.totals().filtered();
        rejected = saved.totals().rejected();
        atEnd = saved.done();
        if (parts.state() != null) {
            parts.state().restore(saved.state());
        }
        if (!atEnd) {
            parts.reader().open(saved.position());
        }
    }

    /// The records of the next chunk without the rejected ones; none, when it is asked again for the same chunk; null
    /// when there is nothing more.
    @Nullable List<Item<I>> read() {
        boolean again = chunkBegun != 0;
        if (!again) {
            context.budget().check(saved.totals(), false);
            chunkBegun = System.nanoTime();
        }
        List<Item<I>> records = new ArrayList<>();
        for (int read = 0; read < chunkSize && !again && !ended(); read++) {
            readOne(records);
        }
        return records.isEmpty() && ended() ? null : records;
    }

    private boolean ended() {
        return atEnd || fault != null;
    }

    private void readOne(List<Item<I>> records) {
        try {
            Item<I> item = parts.reader().read();
            atEnd = item == null;
            if (item != null) {
                records.add(shortened(item));
            }
        } catch (RejectedRecordException e) {
            rejected(e);
        } catch (UnreadableObjectException e) {
            // As if the input ended here: what came before is written and committed, and then the step fails.
            fault = e;
        }
    }

    /// A chunk holds its items until it is written; of long records only what a reject would keep.
    private static <T> Item<T> shortened(Item<T> item) {
        RawRecord raw = item.raw();
        if (raw.bytes().length <= Reject.RAW_LIMIT) {
            return item;
        }
        byte[] beginning = Arrays.copyOf(raw.bytes(), Reject.RAW_LIMIT);
        return new Item<>(new RawRecord(raw.place(), beginning, raw.length()), item.value());
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

    void write(List<List<Item<O>>> chunk) throws Exception {
        for (List<Item<O>> records : chunk) {
            if (!records.isEmpty()) {
                writeAll(Collections.unmodifiableList(records));
            }
        }
    }

    private void writeAll(List<Item<O>> records) throws Exception {
        context.ensureHeld();
        long before = rejected;
        try {
            parts.writer().write(records, this);
        } catch (RejectedRecordException e) {
            throw new IllegalStateException(
                    "The writer of step %s threw for one record; it must reject it through its context".formatted(step),
                    e);
        }
        written += records.size() - (rejected - before);
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
        rejected++;
    }

    @Override
    public void ensureHeld() {
        context.ensureHeld();
    }

    /// Batch calls this in every chunk's transaction, also when all of its records were rejected.
    @Override
    public void update(ExecutionContext ignored) {
        RecordReader<I> reader = parts.reader();
        Position position = saved.done() ? saved.position() : reader.position();
        Checkpoint checkpoint =
                new Checkpoint(
                        position,
                        new Totals(position.records(), written, filtered, rejected),
                        saved.done() ? saved.bytesDone() : reader.bytesDone(),
                        saved.done() ? saved.bytesTotal() : reader.bytesTotal(),
                        atEnd,
                        parts.state() == null ? null : parts.state().save());
        tell(checkpoint.totals());
        engine.rejects().keep(rejects);
        long sentAt = System.nanoTime();
        boolean stop =
                engine.store()
                        .save(context.run().id(), context.lease().fence(), step, checkpoint, engine.settings().lease());
        context.lease().confirmed(sentAt);
        if (stop) {
            context.interrupt(RunContext.Interruption.OPERATOR);
        }
        List<Reject> kept = List.copyOf(rejects);
        Totals before = saved.totals();
        rejects.clear();
        saved = checkpoint;
        engine.meters().chunk(context.run(), Duration.ofNanos(System.nanoTime() - chunkBegun));
        chunkBegun = 0;
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        committed.addAll(kept);
                        engine.meters().records(context.run(), before, checkpoint.totals(), kept);
                    }
                });
    }

    /// Tells Batch of the records, so that its tables have them and not its own items.
    private void tell(Totals totals) {
        execution.setReadCount(totals.read() - atOpen.read());
        execution.setWriteCount(totals.written() - atOpen.written());
        execution.setFilterCount(totals.filtered() - atOpen.filtered());
        execution.setReadSkipCount(totals.rejected() - atOpen.rejected());
    }

    /// Whether all of the input is done, and committed.
    boolean done() {
        return saved.done();
    }

    /// Why reading ended before the end of the input, if it did.
    @Nullable UnreadableObjectException fault() {
        return fault;
    }

    /// Called between chunks, outside of any transaction: gives the reject queue what has been committed, beside the
    /// next chunk and all that came together while the queue was busy with the last.
    void boundary() {
        if (!committed.isEmpty() && publishing.isDone()) {
            List<Reject> rejected = List.copyOf(committed);
            committed.clear();
            publishing =
                    CompletableFuture.runAsync(() -> engine.rejects().publish(rejected), Thread::startVirtualThread);
        }
    }

    @Override
    public void close() {
        publishing.join();
        boundary();
        publishing.join();
        parts.reader().close();
    }
}
