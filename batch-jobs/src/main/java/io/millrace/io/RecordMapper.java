package io.millrace.io;

import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectedRecordException;

/// Makes a value of a raw record. One mapper serves every reader of a pipeline, from any thread.
///
/// For JSON see [JsonRecords#mapper].
@FunctionalInterface
public interface RecordMapper<T> {

    /// The value of one record.
    ///
    /// @throws RejectedRecordException if the record, but only the record, cannot be processed
    T map(RawRecord raw) throws RejectedRecordException;
}
