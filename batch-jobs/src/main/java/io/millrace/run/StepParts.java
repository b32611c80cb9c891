package io.millrace.run;

import io.millrace.io.Item;
import io.millrace.io.ReadAheadReader;
import io.millrace.io.RecordReader;
import io.millrace.io.RecordWriter;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ItemProcessor;
import org.springframework.util.Assert;

/// What a record step is made of for one run.
///
/// @param reader opened at the checkpoint by the engine, closed by it
/// @param processor null from it filters the record; a {@link io.millrace.reject.RejectedRecordException} rejects it;
///   anything else fails the run
/// @param writer rejects single records itself, see {@link RecordWriter}
/// @param state saved with each checkpoint; null if the step has none
/// @param chunkSize how many records are written and committed at once; null for `millrace.run.chunk-size`
/// @param lanes whether several chunks may be written at the same time
/// @param mayIgnore whether the store may ignore records without refusing them; they count as filtered then
/// @param <I> what is read
/// @param <O> what is written
public record StepParts<I, O>(
        RecordReader<I> reader,
        ItemProcessor<Item<I>, Item<O>> processor,
        RecordWriter<O> writer,
        @Nullable CheckpointedState state,
        @Nullable Integer chunkSize,
        boolean lanes,
        boolean mayIgnore) {

    public StepParts {
        Assert.isTrue(!lanes || state == null, "A step with state has only one lane");
        Assert.isTrue(
                !lanes || writer.transactional(), "A step has lanes only if its writer takes part in the transaction");
    }

    /// A step with state, in chunks of the usual size.
    public StepParts(
            RecordReader<I> reader,
            ItemProcessor<Item<I>, Item<O>> processor,
            RecordWriter<O> writer,
            @Nullable CheckpointedState state) {
        this(reader, processor, writer, state, null, false, false);
    }

    /// A step without state.
    public static <I, O> StepParts<I, O> of(
            RecordReader<I> reader, ItemProcessor<Item<I>, Item<O>> processor, RecordWriter<O> writer) {
        return new StepParts<>(reader, processor, writer, null);
    }

    /// A step without state that writes what it reads.
    public static <T> StepParts<T, T> of(RecordReader<T> reader, RecordWriter<T> writer) {
        return of(reader, item -> item, writer);
    }

    /// The same step in chunks of another size than `millrace.run.chunk-size`. A chunk's records are all in memory at
    /// once, and what was done of it is lost when a worker dies; some writers are much faster with many records.
    public StepParts<I, O> inChunksOf(int records) {
        return new StepParts<>(reader, processor, writer, state, records, lanes, mayIgnore);
    }

    /// The same step in `millrace.run.lanes` lanes: while a chunk is written, others are processed and written in
    /// transactions of their own. They are read and committed one after the other, in the order of the file.
    ///
    /// Only for a step without state, whose writer takes part in the chunk's transaction and adds rows that meet those
    /// of other chunks by unique keys at most: what an earlier chunk wrote may not be there yet. A chunk may be
    /// processed and written twice, the first time for nothing. Each lane has parts of its own, of which the first
    /// one's reader is opened; what they share is used by several threads.
    public StepParts<I, O> inLanes() {
        return new StepParts<>(reader, processor, writer, state, chunkSize, true, mayIgnore);
    }

    /// The same step for a store that may ignore records on purpose, as by `ON CONFLICT DO NOTHING` or a trigger: they
    /// count as filtered. Without this, a run whose store has not taken every record fails as out of balance.
    public StepParts<I, O> whereTheStoreMayIgnore() {
        return new StepParts<>(reader, processor, writer, state, chunkSize, lanes, true);
    }

    /// The same step with a reader that is ahead by some records; 0 for one that is not.
    StepParts<I, O> readingAhead(int records) {
        return records == 0
                ? this
                : new StepParts<>(
                        new ReadAheadReader<>(reader, records), processor, writer, state, chunkSize, lanes, mayIgnore);
    }
}
