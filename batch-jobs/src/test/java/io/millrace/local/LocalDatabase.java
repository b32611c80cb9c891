package io.millrace.local;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// A migrated PostgreSQL for tests that need nothing else, one per JVM.
public final class LocalDatabase {

    private LocalDatabase() {}

    private static final class Shared {
        private static final DataSource INSTANCE = start();

        private static DataSource start() {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                HikariDataSource pool = new HikariDataSource();
                pool.setDataSource(postgres.getPostgresDatabase());
                pool.setMaximumPoolSize(40);
                Flyway.configure()
                        .dataSource(pool)
                        .schemas("batch", "millrace")
                        .defaultSchema("millrace")
                        .load()
                        .migrate();
                return pool;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// The database of this JVM; started at the first call, stopped with the JVM.
    public static DataSource shared() {
        return Shared.INSTANCE;
    }
}
