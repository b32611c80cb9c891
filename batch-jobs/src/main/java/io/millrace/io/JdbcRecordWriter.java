package io.millrace.io;

import io.millrace.io.JdbcChunk.Care;
import io.millrace.io.JdbcChunk.Written;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ParameterizedPreparedStatementSetter;

import java.util.List;

/// Puts records into PostgreSQL in the chunk's transaction: rows, rejects and checkpoint commit together, so that every
/// record is stored exactly once. The statement runs once per record, in the order of the file.
///
/// - A record that PostgreSQL refuses is rejected as `REFUSED_BY_STORE` with PostgreSQL's reason, its neighbours are
///   stored. To refuse is what the classes 22 (data exception), 23 (integrity constraint violation) and 44 (WITH CHECK
///   OPTION violation) of the SQLSTATE stand for, and two states beside them, 21000 and 54000, that also lie in the
///   record: an index that cannot hold so long a text, say; but not 22P03 and 22P04, binary values that do not fit
///   their columns.
/// - A record counts as taken if PostgreSQL says that its statement has changed a row. A record that PostgreSQL ignores
///   without an error (`ON CONFLICT DO NOTHING`, a trigger that returns NULL, an UPDATE that finds no row) does not
///   count, and the run fails. Records that need not be stored are filtered by the step's processor. Where the driver's
///   `reWriteBatchedInserts` is on, ignored records go unnoticed, because it does not tell what became of each one.
/// - Deferred constraints are checked record by record. A chunk may end anywhere, so no record can wait for another.
/// - Every other fault (a lost connection, a deadlock, a wrong statement, a parameter that cannot be set, a trigger
///   that raises an exception of its own) fails the chunk and is blamed on no record. Spring's exception for it tells
///   whether it passes.
///
/// The statement and its setter are the same for every run, so one writer serves them all.
public final class JdbcRecordWriter<T> implements RecordWriter<T> {

    private final ChunkConnection connection;
    private volatile Care care = Care.NONE;
    private final String sql;
    private final ParameterizedPreparedStatementSetter<? super T> setter;

    /// A writer of one statement, an upsert as a rule: a corrected file brings the same keys again.
    ///
    /// @param jdbc on the data source of the engine, because its transaction is the chunk's
    /// @param sql an INSERT, UPDATE or the like with `?` for its parameters
    /// @param setter sets the parameters for one record
    public JdbcRecordWriter(JdbcTemplate jdbc, String sql, ParameterizedPreparedStatementSetter<? super T> setter) {
        this.connection = new ChunkConnection(jdbc);
        this.sql = sql;
        this.setter = setter;
    }

    @Override
    public int write(List<Item<T>> items, WriteContext context) {
        ConnectionCallback<Written> write =
                connection -> {
                    try (var prepared = connection.prepareStatement(sql)) {
                        return JdbcChunk.write(items, new JdbcBatch<>(prepared, setter), connection, care);
                    }
                };
        var written = connection.work(write);
        care = written.care();
        return written.reportTo(context);
    }
}
