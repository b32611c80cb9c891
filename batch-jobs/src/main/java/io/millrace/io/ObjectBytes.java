package io.millrace.io;

/// The stored bytes of one object version, readable from anywhere. It holds no connection between two reads, so that it
/// does not matter how long the reader is busy with what it got. Thread-safe.
public interface ObjectBytes {

    /// Fills `into` with the bytes from `offset` on, completely unless the object ends before, and returns how many
    /// there are; 0 at the end of the object.
    ///
    /// @throws UnreadableObjectException if they cannot be had
    int read(long offset, byte[] into);

    /// The object's size: as announced, and after the first read as it is.
    long size();
}
