package io.millrace.io;

import io.millrace.io.JdbcChunk.Refusal;
import io.millrace.reject.RejectCode;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ParameterizedPreparedStatementSetter;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

/// Puts records into PostgreSQL in the chunk's transaction: rows, rejects and checkpoint commit together, so that every
/// record is stored exactly once. The statement runs once per record, in the order of the file.
///
/// - A record that PostgreSQL refuses is rejected as `REFUSED_BY_STORE` with PostgreSQL's reason, its neighbours are
///   stored. To refuse is what the classes 22 (data exception) and 23 (integrity constraint violation) of the SQLSTATE
///   stand for, and two states beside them, 21000 and 54000, that also lie in the record: an index that cannot hold so
///   long a text, say.
/// - Deferred constraints are checked record by record. A chunk may end anywhere, so no record can wait for another.
/// - Every other fault (a lost connection, a deadlock, a wrong statement, a parameter that cannot be set, a trigger
///   that raises an exception of its own) fails the chunk and is blamed on no record. Spring's exception for it tells
///   whether it passes.
///
/// The statement and its setter are the same for every run, so one writer serves them all.
public final class JdbcRecordWriter<T> implements RecordWriter<T> {

    private final JdbcTemplate jdbc;
    private final DataSource dataSource;
    private final JdbcStatement<T> statement;

    /// A writer of one statement, an upsert as a rule: a corrected file brings the same keys again.
    ///
    /// @param jdbc on the data source of the engine, because its transaction is the chunk's
    /// @param sql an INSERT, UPDATE or the like with `?` for its parameters
    /// @param setter sets the parameters for one record
    public JdbcRecordWriter(JdbcTemplate jdbc, String sql, ParameterizedPreparedStatementSetter<? super T> setter) {
        this.jdbc = jdbc;
        this.dataSource = Objects.requireNonNull(jdbc.getDataSource(), "The JdbcTemplate has no data source");
        this.statement = new JdbcStatement<>(sql, setter);
    }

    @Override
    public void write(List<Item<T>> items, WriteContext context) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || !TransactionSynchronizationManager.hasResource(dataSource)) {
            throw new IllegalStateException(
                    "No transaction of this writer's data source is active, so rows could not commit with the"
                            + " checkpoint; give the writer the application's own JdbcTemplate");
        }
        for (var refusal : refusals(items)) {
            context.reject(refusal.item(), RejectCode.REFUSED_BY_STORE, refusal.reason());
        }
    }

    private List<Refusal> refusals(List<Item<T>> items) {
        ConnectionCallback<List<Refusal>> write =
                connection -> {
                    try (var savepoints = connection.createStatement();
                            var prepared = connection.prepareStatement(statement.sql())) {
                        return new JdbcChunk<>(statement, prepared, savepoints).write(items);
                    }
                };
        return Objects.requireNonNull(jdbc.execute(write));
    }
}
