package io.millrace.io;

import java.util.List;

/// Stores the records of a chunk.
///
/// A crash, or a fault that ends a write, has the chunk written again from its beginning, perhaps by another worker and
/// perhaps after part of it was stored: a writer either takes part in the chunk's transaction or writes so that a
/// second time changes nothing.
public interface RecordWriter<T> {

    /// Stores the records, in an order of which one notices nothing: of two for the same place the later one stays.
    ///
    /// A record that cannot be stored is rejected through the context and never fails the others. An exception means
    /// that the chunk is not done: an SDK exception that is `retryable()`, or one of Spring's for a database that is
    /// away or a transaction that lost a race, is a fault that passes, any other one does not.
    void write(List<Item<T>> items, WriteContext context) throws Exception;
}
