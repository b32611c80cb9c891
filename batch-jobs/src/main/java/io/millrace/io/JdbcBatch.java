package io.millrace.io;

import org.springframework.jdbc.core.ParameterizedPreparedStatementSetter;

import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;

/// Executes a statement once for every record, all of them in one batch.
record JdbcBatch<T>(PreparedStatement prepared, ParameterizedPreparedStatementSetter<? super T> setter)
        implements RowSender<T> {

    @Override
    public Answer send(List<Item<T>> items) throws SQLException {
        prepared.clearBatch();
        for (var item : items) {
            setter.setValues(prepared, item.value());
            prepared.addBatch();
        }
        try {
            return new Answer.Taken((int) IntStream.of(prepared.executeBatch()).filter(JdbcBatch::isStored).count());
        } catch (BatchUpdateException e) {
            return new Answer.Objection(said(e), -1);
        }
    }

    /// Where the driver makes one statement of several, it does not say how many rows each of them has changed.
    private static boolean isStored(int rows) {
        return rows > 0 || rows == Statement.SUCCESS_NO_INFO;
    }

    /// What PostgreSQL said, without what the driver says around it about batches.
    private static SQLException said(BatchUpdateException e) {
        return e.getCause() instanceof SQLException cause ? cause : e;
    }

    @Override
    public boolean holdBackRepeated() {
        return false;
    }

    @Override
    public List<Item<T>> heldBack() {
        return List.of();
    }
}
