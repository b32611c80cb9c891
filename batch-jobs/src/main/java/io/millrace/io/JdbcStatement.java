package io.millrace.io;

import org.springframework.jdbc.core.ParameterizedPreparedStatementSetter;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/// What is executed for every record.
record JdbcStatement<T>(String sql, ParameterizedPreparedStatementSetter<? super T> setter) {

    /// Executes it for these records in one batch.
    ///
    /// @throws java.sql.BatchUpdateException what the database says of them; anything else is no matter of the records
    void execute(List<Item<T>> items, PreparedStatement prepared) throws SQLException {
        prepared.clearBatch();
        for (var item : items) {
            setter.setValues(prepared, item.value());
            prepared.addBatch();
        }
        prepared.executeBatch();
    }
}
