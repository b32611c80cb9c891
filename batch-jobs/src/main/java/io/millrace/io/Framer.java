package io.millrace.io;

import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Cuts content into raw records, without a look at their values.
abstract class Framer implements AutoCloseable {

    /// How much is kept of a record that is too long to be kept.
    static final int HEAD = 4096;

    final Blocks blocks;

    /// Where it began.
    final long from;

    final int limit;
    final PartialRecord partial;

    /// The current block, from the next byte to look at to its end.
    byte[] bytes;

    int at;
    int end;

    private long records;

    /// @param blocks with the block current that holds the position, or just before it
    /// @param from where to begin; behind a record, or at the beginning of the content
    Framer(Blocks blocks, Position from, int limit) {
        this.blocks = blocks;
        this.from = from.offset();
        this.limit = limit;
        this.partial = new PartialRecord(limit);
        this.bytes = blocks.bytes;
        this.end = blocks.length;
        this.at = (int) (from.offset() - blocks.start);
        this.records = from.records();
        if (from.offset() == 0) {
            at = ByteOrderMark.utf8Length(bytes, end);
        }
    }

    /// The next record, or null at the clean end of the content.
    ///
    /// @throws RejectedRecordException if the record is too long
    /// @throws ContentFault if the content is broken
    abstract @Nullable RawRecord next() throws RejectedRecordException;

    /// Where the framer is: behind the last record.
    final long offset() {
        return blocks.start + at;
    }

    /// How many records have been framed, too long ones included.
    final long records() {
        return records;
    }

    final Place beginRecord() {
        partial.clear();
        return new Place(++records, offset());
    }

    /// Goes on to the next block, everything before being done; false at the end of the content.
    final boolean more() {
        var more = blocks.next();
        bytes = blocks.bytes;
        at = 0;
        end = blocks.length;
        return more;
    }

    /// Skips JSON's white space and returns the byte behind it, or -1 at the end of the content.
    final int skipWhiteSpace() {
        do {
            for (; at < end; at++) {
                if (!isWhiteSpace(bytes[at])) {
                    return bytes[at] & 0xFF;
                }
            }
        } while (more());
        return -1;
    }

    static boolean isWhiteSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    final RejectedRecordException tooLarge(Place place, byte[] head, long length) {
        return new RejectedRecordException(
                RejectCode.RECORD_TOO_LARGE,
                "The record has %,d bytes, and millrace.io.max-record-size is %,d".formatted(length, limit),
                new RawRecord(place, head, length));
    }

    static RawRecord raw(Place place, byte[] from, int at, int to) {
        return new RawRecord(place, Arrays.copyOfRange(from, at, to), to - at);
    }

    @Override
    public final void close() {
        blocks.close();
    }
}
