package io.millrace.run;

import io.millrace.io.Item;
import io.millrace.io.Position;
import io.millrace.io.RecordReader;
import io.millrace.io.UnreadableObjectException;
import io.millrace.reject.RawRecord;
import io.millrace.reject.Reject;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Reads a step's input chunk by chunk, for whichever lane is free. A chunk ends at a number of records or of bytes,
/// whichever comes first, so that what it holds is bounded whatever the file is like.
final class ChunkSource<I> implements AutoCloseable {

    private final RecordReader<I> reader;
    private final int chunkSize;
    private final long chunkBytes;
    private final Function<RejectedRecordException, Reject> rejection;
    private long next;
    private boolean atEnd;
    private boolean broken;
    private @Nullable UnreadableObjectException fault;

    /// @param reader not yet open
    /// @param rejection makes what is kept of a record that was rejected
    ChunkSource(
            RecordReader<I> reader,
            int chunkSize,
            long chunkBytes,
            Function<RejectedRecordException, Reject> rejection) {
        this.reader = reader;
        this.chunkSize = chunkSize;
        this.chunkBytes = chunkBytes;
        this.rejection = rejection;
    }

    /// The records of one chunk as they were read.
    ///
    /// @param number counts the chunks of a hop; they are committed in this order
    /// @param records without those that were rejected
    /// @param rejects those of which nothing could be made
    /// @param end where the reader was behind them
    /// @param bytesDone bytes of the stored object behind them
    /// @param bytesTotal size of the stored object
    /// @param done whether the input ended cleanly with them
    record Chunk<I>(
            long number,
            List<Item<I>> records,
            List<Reject> rejects,
            Position end,
            long bytesDone,
            long bytesTotal,
            boolean done) {}

    synchronized void open(Position from) {
        reader.open(from);
    }

    /// Reads the next chunk; null when there is nothing more. The last one may be empty.
    synchronized @Nullable Chunk<I> next() {
        if (atEnd || broken || fault != null) {
            return null;
        }
        // Unless it gets through: where a reader is that threw, nobody knows.
        broken = true;
        List<Item<I>> records = new ArrayList<>();
        List<Reject> rejects = new ArrayList<>();
        long bytes = 0;
        while (records.size() + rejects.size() < chunkSize && bytes < chunkBytes && !atEnd && fault == null) {
            bytes += readOne(records, rejects);
        }
        Chunk<I> chunk =
                new Chunk<>(next, records, rejects, reader.position(), reader.bytesDone(), reader.bytesTotal(), atEnd);
        next++;
        broken = false;
        return chunk;
    }

    /// @return the length of the record in the file
    private long readOne(List<Item<I>> records, List<Reject> rejects) {
        try {
            Item<I> item = reader.read();
            atEnd = item == null;
            if (item != null) {
                records.add(shortened(item));
                return item.raw().length();
            }
        } catch (RejectedRecordException e) {
            rejects.add(rejection.apply(e));
            return e.raw().length();
        } catch (UnreadableObjectException e) {
            // As if the input ended here: what came before is written and committed, and then the step fails.
            fault = e;
        }
        return 0;
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

    /// Why reading ended before the end of the input, if it did.
    synchronized @Nullable UnreadableObjectException fault() {
        return fault;
    }

    @Override
    public synchronized void close() {
        reader.close();
    }
}
