package io.millrace.io;

import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

/// A record on its way through a step.
///
/// @param raw the record as it stands in the file, so that it can still be rejected with its place and its text
/// @param value what has been made of it so far
public record Item<T>(RawRecord raw, T value) {

    /// The same record with another value.
    public <R> Item<R> with(R other) {
        return new Item<>(raw, other);
    }

    /// A rejection of this record, for rules of the pipeline's own: `throw item.rejected(…)`.
    public RejectedRecordException rejected(RejectCode code, String reason) {
        return new RejectedRecordException(code, reason, raw);
    }
}
