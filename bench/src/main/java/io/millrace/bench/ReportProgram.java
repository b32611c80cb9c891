package io.millrace.bench;

import io.millrace.report.ReportKind;
import io.millrace.report.ReportPeriod;
import io.millrace.report.Reports;
import io.millrace.run.RunState;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Makes one energy report after the other. Arguments: their periods. It reports on each.
final class ReportProgram {

    private static final Pattern CHART = Pattern.compile("<svg");

    private ReportProgram() {}

    static void main(String... arguments) {
        try (var application = Application.start()) {
            for (var period : arguments) {
                make(ReportPeriod.parse(period), application);
            }
        }
    }

    private static void make(ReportPeriod period, Application application) {
        var watch = Stopwatch.start();
        var run = application.part(Reports.class).request(ReportKind.ENERGY, period, List.of(), false).run().id();
        application.resume(run);
        var time = watch.figures();
        var read = application.run(run, RunState.COMPLETED).totals().read();
        Report.print(
                time,
                Footprint.figures(),
                Map.of("read", read, "charts", charts(application)),
                application.stepSeconds(run));
    }

    /// How many charts the last report has.
    private static long charts(Application application) {
        var reports = application.part(Reports.class);
        var html = reports.html(reports.list(null, 1).getFirst()).orElseThrow();
        return CHART.matcher(new String(html, StandardCharsets.UTF_8)).results().count();
    }
}
