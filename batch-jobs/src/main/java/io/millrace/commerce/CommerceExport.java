package io.millrace.commerce;

import io.millrace.aws.Buckets;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/// Puts the analytics of a business date into the results bucket, a CSV file per table, each by one request: a file is
/// there whole or not at all, and the same rows make the same bytes, so it may be repeated.
class CommerceExport {

    private final CommerceResults results;
    private final S3Client s3;
    private final String bucket;

    CommerceExport(CommerceResults results, S3Client s3, Buckets buckets) {
        this.results = results;
        this.s3 = s3;
        this.bucket = buckets.results();
    }

    /// Exports all tables; the keys of their files.
    ///
    /// @throws IllegalStateException if the date's set has not been analysed
    List<String> export(LocalDate businessDate) {
        return Stream.of(AnalyticsTable.values()).map(table -> put(table, businessDate)).toList();
    }

    private String put(AnalyticsTable table, LocalDate businessDate) {
        var csv =
                results.csv(table, businessDate)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "analytics.%s has no row of %s to export; run the analytics first"
                                                        .formatted(table.tableName(), businessDate)));
        var key = key(table, businessDate);
        s3.putObject(
                request -> request.bucket(bucket).key(key).contentType("text/csv;charset=utf-8"),
                RequestBody.fromString(csv));
        return key;
    }

    /// Where a table's file goes.
    static String key(AnalyticsTable table, LocalDate businessDate) {
        return "analytics_export/%s/%s.csv".formatted(businessDate, table.tableName());
    }
}
