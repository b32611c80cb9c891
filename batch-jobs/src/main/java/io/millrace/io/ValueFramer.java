package io.millrace.io;

import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectedRecordException;

/// What arrays and single documents have in common: a record is a JSON value, and ends where its structure does.
///
/// A broken value can take what follows it for its own: after a lost quote, texts and structure change places. So a
/// value that is not handed on as it is, is parsed first, lest a whole file disappear in one rejected record.
abstract class ValueFramer extends Framer {

    ValueFramer(Blocks blocks, Position from, int limit) {
        super(blocks, from, limit);
    }

    /// Frames the value that begins at the current byte.
    final RawRecord value(Place place) throws RejectedRecordException {
        var scanner = new StructureScanner(bytes[at]);
        var to = scanner.scan(bytes, at, end);
        while (to < 0) {
            if (partial.length() + end - at > limit) {
                throw oversize(place);
            }
            partial.add(bytes, at, end);
            if (more()) {
                to = scanner.scan(bytes, at, end);
            } else if (scanner.mayEndAnywhere()) {
                to = 0;
            } else {
                throw unfinished(place);
            }
        }
        return value(place, to);
    }

    private RawRecord value(Place place, int to) throws RejectedRecordException {
        if (partial.length() + to - at > limit) {
            throw oversize(place);
        }
        var from = at;
        at = to;
        if (partial.isEmpty()) {
            return raw(place, bytes, from, to);
        }
        partial.add(bytes, from, to);
        return raw(place, partial.bytes(), 0, partial.kept());
    }

    private RejectedRecordException oversize(Place place) {
        var value = new OversizeValue(this);
        var error = JsonSyntax.errorIn(value);
        if (error != null && !error.atEnd() && error.offset() < value.length()) {
            throw invalid(place, error);
        }
        value.skipRest();
        if (value.isCutOff()) {
            throw truncated("it ends inside of record " + place.record());
        }
        return tooLarge(place, value.head(), value.length());
    }

    /// The content ends inside of a value: because it is cut off, or because the value is broken.
    private ContentFault unfinished(Place place) {
        var error = JsonSyntax.errorIn(partial.bytes(), 0, partial.kept());
        return error == null || error.atEnd()
                ? truncated("it ends inside of record " + place.record())
                : invalid(place, error);
    }

    private static ContentFault invalid(Place place, JsonSyntax.Fault error) {
        return ContentFault.inText(FileFault.INVALID_JSON, error.reason(), place.offset() + error.offset());
    }

    final ContentFault truncated(String reason) {
        return ContentFault.inText(FileFault.TRUNCATED, reason, offset());
    }

    /// Requires that nothing but white space follows.
    final void requireEnd(String what) {
        var next = skipWhiteSpace();
        if (next == '{' || next == '[') {
            throw ContentFault.inText(FileFault.TWO_DOCUMENTS, "another document begins behind the " + what, offset());
        }
        if (next >= 0) {
            throw ContentFault.inText(
                    FileFault.TRAILING_CONTENT,
                    "%s stands behind the end of the %s".formatted(ByteName.of(next), what),
                    offset());
        }
    }
}
