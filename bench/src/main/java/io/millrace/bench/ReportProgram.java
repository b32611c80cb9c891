package io.millrace.bench;

import io.millrace.report.ReportKind;
import io.millrace.report.ReportPeriod;
import io.millrace.report.Reports;
import io.millrace.run.RunState;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes one energy report. Argument: the period.
final class ReportProgram {

    private ReportProgram() {}

    static void main(String... arguments) {
        try (var application = Application.start()) {
            var watch = Stopwatch.start();
            var period = ReportPeriod.parse(arguments[0]);
            var run = application.part(Reports.class).request(ReportKind.ENERGY, period, List.of(), false).run().id();
            application.resume(run);
            var time = watch.figures();
            var read = application.run(run, RunState.COMPLETED).totals().read();
            Report.print(time, Footprint.figures(), Map.of("read", read), steps(application));
        }
    }

    /// How long each step took, by Batch's own account.
    private static Map<String, Double> steps(Application application) {
        var steps = new HashMap<String, Double>();
        application
                .part(JdbcClient.class)
                .sql(
                        """
                        SELECT step_name, extract(epoch FROM end_time - start_time)::float8 AS seconds
                        FROM batch.batch_step_execution\
                        """)
                .query(
                        row -> {
                            steps.put(row.getString("step_name") + "Seconds", row.getDouble("seconds"));
                        });
        return steps;
    }
}
