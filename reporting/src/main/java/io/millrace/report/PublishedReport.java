package io.millrace.report;

import io.millrace.arrival.RunId;

import java.time.Instant;
import java.util.List;

/// A report that lies in the results bucket.
///
/// @param id its number; a report that is made again keeps it
/// @param kind what it is about
/// @param period the days that it covers, as [ReportPeriod] writes them
/// @param zone in which they begin
/// @param sites the sites that it looks at; none for all
/// @param title its heading
/// @param key where it lies
/// @param size in bytes
/// @param madeAt when it was made last
/// @param run the run that made it
public record PublishedReport(
        long id,
        ReportKind kind,
        String period,
        String zone,
        List<String> sites,
        String title,
        String key,
        long size,
        Instant madeAt,
        RunId run) {}
