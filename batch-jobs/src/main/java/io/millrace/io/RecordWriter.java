package io.millrace.io;

import java.util.List;

/// Stores the records of a chunk.
///
/// A crash, or a fault that ends a write, has the chunk written again from its beginning, perhaps by another worker and
/// perhaps after part of it was stored: a writer either takes part in the chunk's transaction or writes so that a
/// second time changes nothing, and says which by [#transactional()].
public interface RecordWriter<T> {

    /// Stores the records as if in order: of two with one key, the later wins.
    ///
    /// A record that cannot be stored is rejected through the context and never fails the others. An exception means
    /// that the chunk is not done: an SDK exception that is `retryable()`, or one of Spring's for a database that
    /// cannot be reached or a transaction that lost a race, is a fault that passes, any other one does not.
    ///
    /// The engine balances the run's books with the returned number: a record that is neither stored nor rejected fails
    /// the run. So the number must come from the store's own answers, not from how many records the store was given.
    ///
    /// @return how many of the records the store says it has taken. A record that is replaced by a later one of the
    ///   same key in the same write counts as taken. A rejected record does not count, nor does one that the store
    ///   ignored.
    int write(List<Item<T>> items, WriteContext context) throws Exception;

    /// Whether the writer takes part in the chunk's transaction. If not, the engine calls it before it begins that
    /// transaction, so that no transaction of the database waits while another service is written to. The records are
    /// then stored before the checkpoint is, and a crash in between has them written again.
    default boolean transactional() {
        return true;
    }
}
