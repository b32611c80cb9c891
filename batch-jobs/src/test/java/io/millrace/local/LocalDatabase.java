package io.millrace.local;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

import javax.sql.DataSource;

/// A migrated PostgreSQL for tests that need no application.
public final class LocalDatabase {

    private LocalDatabase() {}

    /// The database of this JVM; started with the first call, stopped with the JVM.
    public static DataSource shared() {
        return Shared.DATABASE;
    }

    /// The database of a space, migrated: for tests that do whatever is due in it. To be called once for a space.
    public static DataSource of(LocalSpace space) {
        var database = space.dataSource();
        var schemas =
                new ByteArrayResource("CREATE SCHEMA batch; CREATE SCHEMA millrace;".getBytes(StandardCharsets.UTF_8));
        new ResourceDatabasePopulator(schemas).execute(database);
        new ResourceDatabasePopulator(migrations()).execute(database);
        return database;
    }

    private static Resource[] migrations() {
        try {
            var scripts = new PathMatchingResourcePatternResolver().getResources("classpath:db/migration/V*.sql");
            Arrays.sort(scripts, Comparator.comparing(Resource::getFilename));
            return scripts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {

        private static final DataSource DATABASE = of(LocalCloud.shared().newSpace());
    }
}
