package io.millrace.io;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.List;

/// A way to give rows to PostgreSQL.
interface RowSender<T> {

    /// Sends these records, but for those that it holds back. They are then stored all or, after an objection, not at
    /// all once the savepoint is restored.
    ///
    /// @return what PostgreSQL has against them; null if it took them
    /// @throws SQLException what is no matter of the records
    @Nullable Objection send(List<Item<T>> items) throws SQLException;

    /// From now on holds back records with a key that another one sent with them has.
    ///
    /// @return false if it cannot tell
    boolean holdBackRepeated() throws SQLException;

    /// The records held back since it was last asked; from now on it holds nothing back.
    List<Item<T>> heldBack();

    /// What PostgreSQL has against some records.
    ///
    /// @param place the index of the record that it means; -1 if it does not say
    record Objection(SQLException said, int place) {}
}
