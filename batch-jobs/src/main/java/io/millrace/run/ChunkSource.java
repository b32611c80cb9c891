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

/// Reads a step's input chunk by chunk, for whichever lane is free.
class ChunkSource<I> {

    private final RecordReader<I> reader;
    private final int chunkSize;
    private long next;
    private boolean atEnd;
    private boolean broken;
    private @Nullable UnreadableObjectException fault;

    ChunkSource(RecordReader<I> reader, int chunkSize) {
        this.reader = reader;
        this.chunkSize = chunkSize;
    }

    synchronized void open(Position from) {
        reader.open(from);
    }

    /// There is nothing to read.
    synchronized void end() {
        atEnd = true;
    }

    /// Reads the next chunk; null when there is nothing more.
    synchronized @Nullable ReadChunk<I> next() {
        if (ended()) {
            return null;
        }
        // Unless it gets through: where a reader is that threw, nobody knows.
        broken = true;
        List<Item<I>> records = new ArrayList<>();
        List<RejectedRecordException> rejected = new ArrayList<>();
        while (records.size() + rejected.size() < chunkSize && !atEnd && fault == null) {
            readOne(records, rejected);
        }
        ReadChunk<I> chunk =
                new ReadChunk<>(
                        next,
                        records,
                        rejected,
                        reader.position(),
                        reader.bytesDone(),
                        reader.bytesTotal(),
                        atEnd,
                        atEnd || fault != null);
        next++;
        broken = false;
        return chunk;
    }

    private boolean ended() {
        return atEnd || broken || fault != null;
    }

    private void readOne(List<Item<I>> records, List<RejectedRecordException> rejected) {
        try {
            Item<I> item = reader.read();
            atEnd = item == null;
            if (item != null) {
                records.add(shortened(item));
            }
        } catch (RejectedRecordException e) {
            rejected.add(e);
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

    /// Why reading ended before the end of the input, if it did.
    synchronized @Nullable UnreadableObjectException fault() {
        return fault;
    }

    synchronized void close() {
        reader.close();
    }
}
