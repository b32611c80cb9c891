package io.millrace.io;

import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// One record a line, but for line ends within quotes. Empty lines are none.
///
/// What is no CSV ends with its line: the record is rejected up to its first line end, and the next line is looked at
/// afresh. So a quote too many costs its own line and does not hide those behind it, not even if nothing closes it, for
/// which no more than the size limit is searched. Looked at afresh is each line once at most: a line that leaves a
/// quote open ends at the latest with the next one that does.
final class CsvFramer extends Framer {

    private final Window window;

    /// How much of the current record has been looked at. Counted from its beginning, because the window moves.
    private int seen;

    /// What is wrong with the current record.
    private String flaw = "";

    CsvFramer(Window window, Position from, int limit) {
        super(window, from, limit);
        this.window = window;
    }

    @Override
    @Nullable RawRecord next() throws RejectedRecordException {
        if (!findRecord()) {
            return null;
        }
        var place = beginRecord();
        if (!seeRecord(place)) {
            throw brokenLine(place);
        }
        return taken(place);
    }

    /// Goes to the next line that is not empty; false at the end of the content.
    private boolean findRecord() {
        while (has(1)) {
            if (bytes[at] != '\n' && bytes[at] != '\r') {
                return true;
            }
            at++;
        }
        return false;
    }

    /// Sees the current record up to its line end, or the end of the content; false if it has a flaw.
    private boolean seeRecord(Place place) {
        seen = 0;
        while (true) {
            if (!seeUpToSign()) {
                return seen <= limit || flawed("It is too long");
            }
            switch (bytes[at + seen]) {
                case '"' -> {
                    if (seen > 0 && bytes[at + seen - 1] != ',') {
                        return flawed("A quote at byte %,d is not at the beginning of a field", place);
                    }
                    if (!seeQuoted(place)) {
                        return false;
                    }
                }
                case '\r' -> {
                    if (has(seen + 2) && bytes[at + seen + 1] != '\n') {
                        return flawed(
                                "A carriage return at byte %,d is neither in quotes nor before a line feed", place);
                    }
                    seen++;
                }
                default -> {
                    return true;
                }
            }
        }
    }

    /// Goes on to a quote or a line end; false if there is none within the limit, or at all.
    private boolean seeUpToSign() {
        do {
            var bytes = this.bytes;
            var stop = stop();
            for (var i = at + seen; i < stop; i++) {
                if (bytes[i] <= '"' && (bytes[i] == '\n' || bytes[i] == '"' || bytes[i] == '\r')) {
                    seen = i - at;
                    return true;
                }
            }
            seen = Math.max(seen, stop - at);
        } while (seen <= limit && has(seen + 1));
        return false;
    }

    /// Goes on from an opening quote to behind the closing one; false if that is not as it should be.
    private boolean seeQuoted(Place place) {
        var opening = seen++;
        while (seeUpTo('"')) {
            seen++;
            if (!has(seen + 1)) {
                return true;
            }
            switch (bytes[at + seen]) {
                case '"' -> seen++;
                case ',', '\n', '\r' -> {
                    return true;
                }
                default -> {
                    return flawed(
                            "Something other than a comma or a line end is behind the quote before byte %,d", place);
                }
            }
        }
        var searched = seen > limit ? "within millrace.io.max-record-size" : "";
        seen = opening;
        return flawed("Nothing closes the quote at byte %,d " + searched, place);
    }

    private boolean seeUpTo(char sign) {
        do {
            var bytes = this.bytes;
            var stop = stop();
            for (var i = at + seen; i < stop; i++) {
                if (bytes[i] == sign) {
                    seen = i - at;
                    return true;
                }
            }
            seen = Math.max(seen, stop - at);
        } while (seen <= limit && has(seen + 1));
        return false;
    }

    /// Up to where a record may be looked at: one byte beyond the limit.
    private int stop() {
        return at + Math.min(end - at, limit + 1);
    }

    /// Whether as much of the content is there behind the beginning of the record.
    private boolean has(int count) {
        while (end - at < count) {
            var start = window.start;
            if (!window.slide(at)) {
                return false;
            }
            at -= (int) (window.start - start);
            bytes = window.bytes;
            end = window.length;
        }
        return true;
    }

    private boolean flawed(String flaw, Place place) {
        return flawed(flaw.formatted(place.offset() + seen).strip());
    }

    private boolean flawed(String flaw) {
        this.flaw = flaw;
        return false;
    }

    private RejectedRecordException brokenLine(Place place) {
        seen = 0;
        if (!seeUpTo('\n') && seen > limit) {
            return tooLong(place);
        }
        return new RejectedRecordException(RejectCode.INVALID_CSV, flaw, taken(place));
    }

    /// Passes by the rest of a line without keeping it.
    private RejectedRecordException tooLong(Place place) {
        var head = Arrays.copyOfRange(bytes, at, at + Math.min(seen, HEAD));
        var length = 0L;
        do {
            var from = at;
            while (at < end && bytes[at] != '\n') {
                at++;
            }
            length += at - from;
        } while (at == end && has(1));
        return tooLarge(place, head, length);
    }

    /// What has been seen of the record, without the line end that is skipped with it.
    private RawRecord taken(Place place) {
        var to = at + seen;
        var raw = raw(place, bytes, at, to > at && bytes[to - 1] == '\r' ? to - 1 : to);
        at = Math.min(to + 1, end);
        return raw;
    }
}
