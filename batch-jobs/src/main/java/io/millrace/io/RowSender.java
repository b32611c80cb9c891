package io.millrace.io;

import java.sql.SQLException;
import java.util.List;

/// A way to give rows to PostgreSQL.
interface RowSender<T> {

    /// Sends these records, but for those that it holds back. They are then stored all or, after an objection, not at
    /// all once the savepoint is restored.
    ///
    /// @throws SQLException what is no matter of the records
    Answer send(List<Item<T>> items) throws SQLException;

    /// From now on holds back records with a key that another one sent with them has.
    ///
    /// @return false if it cannot tell
    boolean holdBackRepeated() throws SQLException;

    /// The records held back since it was last asked; from now on it holds nothing back.
    List<Item<T>> heldBack();

    /// What PostgreSQL says of the records that it was sent.
    sealed interface Answer {

        /// It has nothing against them.
        ///
        /// @param records how many of them it says it has stored: fewer than it was sent if a trigger, a rule or the
        ///   statement itself has it ignore some
        record Taken(int records) implements Answer {}

        /// It has something against some of them.
        ///
        /// @param place the index of the record that it means; -1 if it does not say
        record Objection(SQLException said, int place) implements Answer {}
    }
}
