package io.millrace.report;

import io.millrace.notify.Notification;
import io.millrace.run.CompletedRun;
import io.millrace.run.FailedRun;
import io.millrace.run.Run;
import io.millrace.run.RunCompletion;

import org.springframework.stereotype.Component;

import java.util.List;

/// Says that a report is there, with the link to it, or that it could not be made.
@Component
class ReportNotice implements RunCompletion {

    private final ReportStore store;
    private final ReportSettings settings;

    ReportNotice(ReportStore store, ReportSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    @Override
    public String job() {
        return ReportJob.NAME;
    }

    @Override
    public List<Notification> notifications(CompletedRun completed) {
        var object = completed.run().object();
        return store
                .at(object.key())
                .map(
                        report ->
                                new Notification(
                                        "report",
                                        subject(completed.run(), "is there"),
                                        """
                                        %s
                                        s3://%s/%s
                                        """
                                                .formatted(link(report), object.bucket(), object.key())))
                .stream()
                .toList();
    }

    @Override
    public List<Notification> notifications(FailedRun failed) {
        return List.of(
                new Notification(
                        "report-failed",
                        subject(failed.run(), "could not be made: " + failed.reason().code()),
                        """
                        %s
                        Run: /api/runs/%s
                        """
                                .formatted(failed.reason().text(), failed.run().id())));
    }

    private static String subject(Run run, String what) {
        return "The %s report of %s %s".formatted(run.parameters().get("kind"), run.parameters().get("period"), what);
    }

    private String link(PublishedReport report) {
        var base = settings.baseUrl() == null ? "" : settings.baseUrl().toString().replaceFirst("/$", "");
        return base + "/api/reports/" + report.id();
    }
}
