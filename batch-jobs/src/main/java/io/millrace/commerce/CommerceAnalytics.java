package io.millrace.commerce;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/// Makes a business date's row in each table of the analytics out of its staged rows, and puts it in the place of an
/// older one. The statements are SQL files beside this class, one per table; docs/commerce.md defines what they count.
class CommerceAnalytics {

    private static final List<String> STATEMENTS =
            Stream.concat(
                            Stream.of(AnalyticsTable.values()).map(AnalyticsTable::tableName),
                            Stream.of("reference_gaps"))
                    .map(CommerceAnalytics::statement)
                    .toList();

    private final JdbcClient jdbc;
    private final CommerceSettings settings;

    CommerceAnalytics(JdbcClient jdbc, CommerceSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /// Computes all tables, in the caller's transaction. The same rows make the same results, whenever it is called.
    ///
    /// @param businessDate the date of the set; the "current date" of all definitions
    void compute(LocalDate businessDate) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("The tables must change together: no transaction is active");
        }
        // The statistics know nothing of a date that was loaded a moment ago, so PostgreSQL expects one row of it, and
        // would compare every order with every shipment. To have them renewed takes more than the right to use rows.
        jdbc.sql("SET LOCAL enable_nestloop = off").update();
        for (var statement : STATEMENTS) {
            jdbc.sql(statement)
                    .param("businessDate", businessDate)
                    .param("bestProductBy", settings.bestProductBy().name())
                    .update();
        }
        jdbc.sql("SET LOCAL enable_nestloop TO DEFAULT").update();
    }

    private static String statement(String table) {
        try {
            return new ClassPathResource(table + ".sql", CommerceAnalytics.class)
                    .getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
