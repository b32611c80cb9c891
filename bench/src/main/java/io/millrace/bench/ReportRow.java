package io.millrace.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// (h) A report over ten million readings of 200 sites in DynamoDB's pages, which come from a client that makes them
/// up, in a JVM with a heap of 256 MiB; and a smaller one against a notebook's way, where there is Python with pandas
/// and matplotlib.
final class ReportRow implements Row {

    private static final String FIRST_DAY = "2026-01-01";

    /// 35 days.
    private static final String PERIOD = FIRST_DAY + "..2026-02-04";

    private static final long READINGS = 35L * 24 * 60 * MadeUpReadings.SITES;

    private static final int FEW_DAYS = 5;
    private static final String SHORT_PERIOD = FIRST_DAY + "..2026-01-05";

    private static final int LAMBDA_MIB = 512;
    private static final int ROUNDS = 3;

    @Override
    public List<Result> measure(Ground ground) throws Exception {
        var reports = MeasuredJvm.runAll(ReportProgram.class, jvm(ground), PERIOD, SHORT_PERIOD);
        var report = reports.getFirst();
        if (report.figure("read") != READINGS) {
            throw new IllegalStateException("%,d readings were not read: %s".formatted(READINGS, report));
        }
        var details = Map.of("runs", reports);
        var results = new ArrayList<Result>();
        results.add(
                new Result(
                        "h",
                        "report over %,d readings with -Xmx256m: most MiB resident".formatted(READINGS),
                        report.figure("peakResidentMiB"),
                        new Target.AtMost(LAMBDA_MIB),
                        details));
        results.add(result("readings gathered per second", READINGS / report.figure("gatherSeconds"), details));
        results.add(result("milliseconds to draw a chart in a new JVM", chartMillis(report), details));
        results.add(result("the same for the JVM's second report", chartMillis(reports.getLast()), details));
        if (Notebook.isThere()) {
            results.addAll(notebook(ground));
        } else {
            System.err.println("(h) is not compared with a notebook: there is no python3 with pandas and matplotlib");
        }
        return results;
    }

    /// The shorter report, ours in a new JVM.
    private static List<Result> notebook(Ground ground) throws Exception {
        var notebook = new Notebook(ground.directory().resolve("notebook"));
        var rounds =
                Rounds.of(
                        ROUNDS,
                        Map.of(
                                "ours",
                                () -> MeasuredJvm.run(ReportProgram.class, jvm(ground), SHORT_PERIOD),
                                "notebook",
                                () -> notebook.report(FIRST_DAY, FEW_DAYS, MadeUpReadings.SITES)));
        return List.of(
                result(
                        "report over %d days: seconds of a notebook / ours".formatted(FEW_DAYS),
                        rounds.median("notebook", "seconds") / rounds.median("ours", "seconds"),
                        rounds.sides()),
                result(
                        "the same: MiB of a notebook / ours",
                        rounds.median("notebook", "peakResidentMiB") / rounds.median("ours", "peakResidentMiB"),
                        Map.of()),
                result(
                        "milliseconds to draw a chart in a notebook",
                        rounds.median("notebook", "chartMillis"),
                        Map.of()));
    }

    private static List<String> jvm(Ground ground) {
        return ground.application(ground.newSpace(), "-Xmx256m", Replacements.MADE_UP_READINGS);
    }

    /// Of the step that draws and publishes, for each chart of the page.
    private static double chartMillis(Report report) {
        return 1e3 * report.figure("publishSeconds") / report.figure("charts");
    }

    private static Result result(String what, double value, Map<String, List<Report>> details) {
        return new Result("h", what, value, new Target.None(), details);
    }
}
