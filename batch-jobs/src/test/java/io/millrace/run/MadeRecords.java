package io.millrace.run;

import io.millrace.io.Item;
import io.millrace.io.Position;
import io.millrace.io.RecordReader;
import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;

import java.util.function.LongPredicate;

/// The numbers from one on as records of a given length, some of which are rejected. A record's bytes are made anew
/// each time.
final class MadeRecords implements RecordReader<Long> {

    private final long records;
    private final int length;
    private final LongPredicate rejected;
    private long done;

    MadeRecords(long records, int length, LongPredicate rejected) {
        this.records = records;
        this.length = length;
        this.rejected = rejected;
    }

    @Override
    public void open(Position from) {
        done = from.records();
    }

    @Override
    public @Nullable Item<Long> read() throws RejectedRecordException {
        if (done == records) {
            return null;
        }
        RawRecord raw = new RawRecord(new Place(done + 1, done * length), new byte[length], length);
        done++;
        if (rejected.test(done)) {
            throw new RejectedRecordException(RejectCode.INVALID_JSON, "The test says so", raw);
        }
        return new Item<>(raw, done);
    }

    @Override
    public Position position() {
        return new Position("made", done * length, done);
    }

    @Override
    public long bytesDone() {
        return done * length;
    }

    @Override
    public long bytesTotal() {
        return records * length;
    }

    @Override
    public void close() {}
}
