package io.millrace.io;

import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;

/// The elements of one JSON array, each a record. What stands between them must be right: whoever guesses how a broken
/// array goes on, loses records.
final class ArrayFramer extends ValueFramer {

    private boolean open;
    private boolean closed;

    ArrayFramer(Blocks blocks, Position from, int limit) {
        super(blocks, from, limit);
        this.open = from.offset() > 0;
    }

    @Override
    @Nullable RawRecord next() throws RejectedRecordException {
        if (closed || !advance()) {
            return null;
        }
        return value(beginRecord());
    }

    /// Goes to the first byte of the next element; false at the end of the array.
    private boolean advance() {
        var next = nextByte();
        if (!open) {
            open = true;
            at++;
            next = nextByte();
        } else if (next == ',') {
            at++;
            next = nextByte();
            if (next == ']') {
                throw misplaced("a value", next);
            }
        } else if (next != ']') {
            throw misplaced("',' or ']'", next);
        }
        if (next == ']') {
            closed = true;
            at++;
            requireEnd("array");
            return false;
        }
        if (next == ',' || next == ':' || next == '}') {
            throw misplaced("a value", next);
        }
        return true;
    }

    private int nextByte() {
        var next = skipWhiteSpace();
        if (next < 0) {
            throw truncated("it ends inside of the array, whose ']' is missing");
        }
        return next;
    }

    private ContentFault misplaced(String expected, int found) {
        return ContentFault.inText(
                FileFault.INVALID_JSON, "%s was expected, not %s".formatted(expected, ByteName.of(found)), offset());
    }
}
