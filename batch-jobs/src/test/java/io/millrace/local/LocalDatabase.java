package io.millrace.local;

import com.zaxxer.hikari.HikariDataSource;

import org.flywaydb.core.Flyway;

import javax.sql.DataSource;

/// A migrated PostgreSQL for tests that need nothing else of the local cloud, one per JVM.
public final class LocalDatabase {

    private static final int CONNECTIONS = 40;

    private LocalDatabase() {}

    /// The database of this JVM; started with the first call, stopped with the JVM.
    public static DataSource shared() {
        return Shared.POOL;
    }

    private static final class Shared {

        private static final DataSource POOL = start();

        private static DataSource start() {
            var pool = new HikariDataSource();
            pool.setDataSource(LocalCloud.shared().newSpace().dataSource());
            pool.setMaximumPoolSize(CONNECTIONS);
            Flyway.configure().dataSource(pool).schemas("batch", "millrace").defaultSchema("millrace").load().migrate();
            return pool;
        }
    }
}
