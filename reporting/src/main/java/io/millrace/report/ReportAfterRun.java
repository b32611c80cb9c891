package io.millrace.report;

import io.millrace.run.CompletedRun;
import io.millrace.run.RunFollower;

import org.springframework.stereotype.Component;

import java.time.LocalDate;
import java.util.List;

/// Has the commerce report of a business date made when a run of its set completes, if `millrace.report.after-run` says
/// so; once for each run, so that a set that runs again has a report of what it holds then.
@Component
class ReportAfterRun implements RunFollower {

    private final Reports reports;
    private final ReportSettings settings;

    ReportAfterRun(Reports reports, ReportSettings settings) {
        this.reports = reports;
        this.settings = settings;
    }

    @Override
    public void completed(CompletedRun completed) {
        var run = completed.run();
        if (!settings.afterRun().contains(ReportKind.COMMERCE) || !run.job().equals(ReportKind.COMMERCE.id())) {
            return;
        }
        var date = ReportPeriod.day(LocalDate.parse(run.files().key()));
        reports.request(new ReportRequest(ReportKind.COMMERCE, date, List.of(), settings.zone()), run.id().value());
    }
}
