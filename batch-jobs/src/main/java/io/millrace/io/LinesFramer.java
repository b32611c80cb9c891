package io.millrace.io;

import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// One record a line; lines of white space are none. A line is a line whatever is in it, so nothing in one line can
/// cost another one.
final class LinesFramer extends Framer {

    LinesFramer(Blocks blocks, Position from, int limit) {
        super(blocks, from, limit);
    }

    @Override
    @Nullable RawRecord next() throws RejectedRecordException {
        if (skipWhiteSpace() < 0) {
            if (records() == 0) {
                throw ContentFault.inText(FileFault.EMPTY_FILE, "it is empty", offset());
            }
            return null;
        }
        var place = beginRecord();
        var newline = newline();
        while (newline < 0) {
            partial.add(bytes, at, end);
            if (!more()) {
                return line(place, 0);
            }
            newline = newline();
        }
        try {
            return line(place, newline);
        } finally {
            at = newline + 1;
        }
    }

    private int newline() {
        var bytes = this.bytes;
        for (var i = at; i < end; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /// The line whose last part ends there in the current block.
    private RawRecord line(Place place, int to) throws RejectedRecordException {
        if (partial.isEmpty() && to - at <= limit) {
            return raw(place, bytes, at, trimmed(bytes, at, to));
        }
        partial.add(bytes, at, to);
        if (partial.length() > limit) {
            var head = Arrays.copyOf(partial.bytes(), Math.min(partial.kept(), HEAD));
            throw tooLarge(place, head, partial.length());
        }
        return raw(place, partial.bytes(), 0, trimmed(partial.bytes(), 0, partial.kept()));
    }

    private static int trimmed(byte[] bytes, int from, int to) {
        var last = to;
        while (last > from && isWhiteSpace(bytes[last - 1])) {
            last--;
        }
        return last;
    }
}
