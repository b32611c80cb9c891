package io.millrace.io;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import java.util.Objects;

import javax.sql.DataSource;

/// The connection of the chunk's transaction.
final class ChunkConnection {

    private final JdbcTemplate jdbc;
    private final DataSource dataSource;

    ChunkConnection(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.dataSource = Objects.requireNonNull(jdbc.getDataSource(), "The JdbcTemplate has no data source");
    }

    /// Works on the connection. Spring's exception for what fails tells whether it passes.
    ///
    /// @throws IllegalStateException if there is no such transaction
    <R> R work(ConnectionCallback<R> work) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || !TransactionSynchronizationManager.hasResource(dataSource)) {
            throw new IllegalStateException(
                    "No transaction of this writer's data source is active, so rows could not commit with the"
                            + " checkpoint; give the writer the application's own JdbcTemplate");
        }
        return Objects.requireNonNull(jdbc.execute(work));
    }
}
