package io.millrace.io;

import io.millrace.reject.RejectCode;

/// What a writer may ask of the engine while it writes a chunk, on the thread on which it was called.
public interface WriteContext {

    /// Gives up one record: it is kept as a reject, in the chunk's transaction.
    ///
    /// @param item one of the items being written
    /// @param reason for people: what is wrong with the record
    void reject(Item<?> item, RejectCode code, String reason);

    /// Returns while this worker holds the run's lease, and throws as soon as it does not: to be called before each
    /// write that is not part of the chunk's transaction.
    void ensureHeld();
}
