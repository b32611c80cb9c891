package io.millrace.report;

import java.time.Instant;

/// A line of the index of reports.
///
/// @param href where the report is, relative to the index
/// @param period the time it covers, as people read it
/// @param made when it was published
record Entry(String kind, String title, String period, Instant made, String href) {}
