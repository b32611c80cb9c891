package io.millrace.io;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ParameterizedPreparedStatementSetter;

import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/// Executes a statement once for every record, all of them in one batch.
record JdbcBatch<T>(PreparedStatement prepared, ParameterizedPreparedStatementSetter<? super T> setter)
        implements RowSender<T> {

    @Override
    public @Nullable Objection send(List<Item<T>> items) throws SQLException {
        prepared.clearBatch();
        for (var item : items) {
            setter.setValues(prepared, item.value());
            prepared.addBatch();
        }
        try {
            prepared.executeBatch();
            return null;
        } catch (BatchUpdateException e) {
            return new Objection(said(e), -1);
        }
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
