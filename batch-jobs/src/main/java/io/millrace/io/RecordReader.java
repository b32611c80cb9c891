package io.millrace.io;

import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;

/// Reads one object from a position to its end. Where one reader stopped, another one goes on: same object, same
/// records, same places.
///
/// A reader is used by one thread at a time. Once it is opened it is closed, whatever happened; not every reader that
/// is made is opened.
public interface RecordReader<T> extends AutoCloseable {

    /// Goes to where an earlier reader was, or to [Position#START].
    ///
    /// @throws UnreadableObjectException if the object cannot be read, or not as what it seems to be
    void open(Position from);

    /// The next record, or null at the clean end of the content. After a rejected record it goes on with the one
    /// behind; after an [UnreadableObjectException] it throws the same again.
    ///
    /// @throws RejectedRecordException if this record cannot be processed
    /// @throws UnreadableObjectException if no more records can be read
    @Nullable Item<T> read() throws RejectedRecordException;

    /// Behind the last record that was returned or rejected.
    Position position();

    /// How much of the stored, maybe compressed object is done; for progress only.
    long bytesDone();

    /// The size of the stored object.
    long bytesTotal();

    @Override
    void close();
}
