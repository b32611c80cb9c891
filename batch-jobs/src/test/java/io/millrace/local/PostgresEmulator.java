package io.millrace.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/// A real PostgreSQL server whose data outlives a crash of its clients but not of the machine: it never waits for the
/// disk.
final class PostgresEmulator implements AutoCloseable {

    static final String USER = "postgres";

    private static final int STARTS = 3;

    private final EmbeddedPostgres server;

    private PostgresEmulator(EmbeddedPostgres server) {
        this.server = server;
    }

    static PostgresEmulator start(Path data) throws IOException {
        for (int start = 1; ; start++) {
            try {
                return new PostgresEmulator(server(data.resolveSibling(data.getFileName() + "-" + start)).start());
            } catch (IOException | IllegalStateException e) {
                if (start == STARTS) {
                    throw new IOException("PostgreSQL did not start in " + data, e);
                }
            }
        }
    }

    private static EmbeddedPostgres.Builder server(Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setPort(FreePort.next())
                .setPGStartupWait(Duration.ofMinutes(1))
                // The order of shutting down is the cloud's business.
                .setRegisterShutdownHook(false)
                .setLocaleConfig("locale", "C")
                .setServerConfig("listen_addresses", FreePort.LOOPBACK)
                // A socket in /tmp, and its lock, would outlive a kill.
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("synchronous_commit", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("log_min_messages", "fatal")
                .setServerConfig("log_min_error_statement", "panic")
                .setServerConfig("max_connections", "300");
    }

    void createDatabase(String name) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database \"" + name + "\"");
        }
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(FreePort.LOOPBACK, server.getPort(), database);
    }

    PGSimpleDataSource dataSource(String database) {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(jdbcUrl(database));
        dataSource.setUser(USER);
        return dataSource;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
