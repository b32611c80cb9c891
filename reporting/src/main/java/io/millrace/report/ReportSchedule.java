package io.millrace.report;

import org.springframework.stereotype.Component;

import java.util.List;

/// What is due once a day, as a schedule calls it.
@Component
public class ReportSchedule {

    private final Reports reports;

    ReportSchedule(Reports reports) {
        this.reports = reports;
    }

    /// What a day's call did.
    ///
    /// @param deleted how many reports were older than they are kept
    /// @param runs the ids of the runs that make yesterday's reports
    public record Ticked(int deleted, List<String> runs) {}

    /// Deletes old reports, and has the energy and the operations report of yesterday made. More than one call a day
    /// changes nothing.
    public Ticked tick() {
        var deleted = reports.expire();
        var yesterday = ReportPeriod.day(reports.today().minusDays(1));
        return new Ticked(
                deleted, List.of(requested(ReportKind.ENERGY, yesterday), requested(ReportKind.OPERATIONS, yesterday)));
    }

    private String requested(ReportKind kind, ReportPeriod day) {
        return reports.request(kind, day, List.of(), false).run().id().value();
    }
}
