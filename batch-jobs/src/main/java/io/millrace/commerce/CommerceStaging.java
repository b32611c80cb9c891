package io.millrace.commerce;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.LocalDate;
import java.util.stream.Stream;

/// The rows of the files, in the schema `staging`.
class CommerceStaging {

    private final JdbcClient jdbc;

    CommerceStaging(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Deletes a business date's rows, in the caller's transaction, so that a set can be loaded in their place. What
    /// was made of them stays until the analytics replace it.
    ///
    /// @return how many rows there were
    long clear(LocalDate businessDate) {
        return Stream.of(CommerceFile.values())
                .mapToLong(
                        file ->
                                jdbc.sql("DELETE FROM staging.%s WHERE ingestion_date = ?".formatted(file.tableName()))
                                        .param(businessDate)
                                        .update())
                .sum();
    }
}
