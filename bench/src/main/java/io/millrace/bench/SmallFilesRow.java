package io.millrace.bench;

import java.util.List;
import java.util.Map;

/// (f) Files of one reading: what the engine asks of its services for each, and how many it does in a second, against a
/// function that only gets the object and puts the item, as the seed's does. Both warm, in turn in one process, one
/// file at a time. What is counted is counted in a process of its own, because counting takes time too.
final class SmallFilesRow implements Row {

    private static final int WARM_UP = 3000;
    private static final int FILES = 200;
    private static final int ROUNDS = 7;

    @Override
    public List<Result> measure(Ground ground) throws Exception {
        var counted = run(ground, 1, 1, 100, Replacements.COUNT_SQL);
        var rounds = run(ground, WARM_UP, ROUNDS, FILES);
        var speed = Rounds.median(rounds, report -> report.figure("seedSeconds") / report.figure("engineSeconds"));
        return List.of(
                result("one-reading files: SQL statements for each", sum(counted, "sql: "), new Target.AtMost(10)),
                result("database round trips", sum(counted, "sql"), new Target.AtMost(14)),
                result(
                        "transactions that write",
                        Rounds.median(counted, report -> report.figure("writingTransactions")),
                        new Target.AtMost(3)),
                result("requests to AWS", sum(counted, "aws: "), new Target.None()),
                result(
                        "files per second",
                        Rounds.median(rounds, report -> report.figure("files") / report.figure("engineSeconds")),
                        new Target.None()),
                new Result(
                        "f",
                        "files per second / of get and put alone",
                        speed,
                        new Target.AtLeast(0.7),
                        Map.of("rounds", rounds)));
    }

    private static List<Report> run(Ground ground, int warmUp, int rounds, int files, String... jvmArguments)
            throws Exception {
        var space = ground.newSpace();
        return MeasuredJvm.runAll(
                SmallFilesProgram.class,
                ground.application(space, jvmArguments),
                space.landing(),
                Ground.readings(space),
                Integer.toString(warmUp),
                Integer.toString(rounds),
                Integer.toString(files));
    }

    private static Result result(String what, double value, Target target) {
        return new Result("f", what, value, target, Map.of());
    }

    private static double sum(List<Report> rounds, String prefix) {
        return Rounds.median(rounds, report -> report.sum(prefix));
    }
}
