package io.millrace.bench;

import java.util.List;
import java.util.Map;

/// (h) A report over ten million readings of 200 sites in DynamoDB's pages, which come from a client that makes them
/// up, in a JVM with a heap of 256 MiB.
final class ReportRow implements Row {

    /// 35 days.
    private static final String PERIOD = "2026-01-01..2026-02-04";

    private static final long READINGS = 35 * 24 * 60 * (long) MadeUpReadings.SITES;
    private static final int LAMBDA_MIB = 512;

    @Override
    public List<Result> measure(Ground ground) throws Exception {
        var arguments = ground.application(ground.newSpace(), "-Xmx256m", Replacements.MADE_UP_READINGS);
        var report = MeasuredJvm.run(ReportProgram.class, arguments, PERIOD);
        if (report.figure("read") != READINGS) {
            throw new IllegalStateException("%,d readings were not read: %s".formatted(READINGS, report));
        }
        var details = Map.of("run", report);
        return List.of(
                new Result(
                        "h",
                        "report over %,d readings with -Xmx256m: most MiB resident".formatted(READINGS),
                        report.figure("peakResidentMiB"),
                        new Target.AtMost(LAMBDA_MIB),
                        details),
                new Result(
                        "h",
                        "readings gathered per second",
                        READINGS / report.figure("gatherSeconds"),
                        new Target.None(),
                        details),
                new Result(
                        "h",
                        "seconds to draw and publish",
                        report.figure("publishSeconds"),
                        new Target.None(),
                        details));
    }
}
