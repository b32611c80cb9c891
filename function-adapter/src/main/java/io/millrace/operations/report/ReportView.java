package io.millrace.operations.report;

import io.millrace.operations.Link;
import io.millrace.report.PublishedReport;
import io.swagger.v3.oas.annotations.media.Schema;

import java.time.Instant;
import java.util.List;

/// A report that is there.
@Schema(name = "Report")
record ReportView(
        @Schema(description = "Stays the same when the report is made again.", example = "17") long id,
        @Schema(
                        description = "What it is about.",
                        allowableValues = {"energy", "operations", "commerce"})
                String kind,
        @Schema(description = "The days that it covers.", example = "2026-W47") String period,
        @Schema(description = "The time zone in which they begin.", example = "UTC") String zone,
        @Schema(description = "The sites that it looks at; empty for all.") List<String> sites,
        @Schema(example = "Energy") String title,
        @Schema(description = "Where it lies in the results bucket.", example = "reports/energy/2026-W47/report.html")
                String key,
        @Schema(description = "In bytes.") long size,
        Instant madeAt,
        @Schema(description = "The run that made it.") String run,
        ReportLinks links) {

    /// Where to look on.
    @Schema(name = "ReportLinks")
    record ReportLinks(
            @Schema(description = "The report, for people.") Link page,
            @Schema(description = "The run that made it.") Link run) {}

    static ReportView of(PublishedReport report) {
        return new ReportView(
                report.id(),
                report.kind().id(),
                report.period(),
                report.zone(),
                report.sites(),
                report.title(),
                report.key(),
                report.size(),
                report.madeAt(),
                report.run().value(),
                new ReportLinks(
                        Link.get("/api/reports/{id}", report.id()), Link.get("/api/runs/{id}", report.run().value())));
    }
}
