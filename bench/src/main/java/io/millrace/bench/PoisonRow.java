package io.millrace.bench;

import io.millrace.bench.Ground.FileRun;
import io.millrace.bench.ReadingFile.Form;
import io.millrace.bench.RunProgram.Part;

import java.util.List;
import java.util.Map;

/// (d) A file in which one record in a thousand is bad, against the same file without; both into DynamoDB Local, and
/// for the record without a store, where the rejects' own time shows: in PostgreSQL, to the queue, and for the first
/// use of its client.
final class PoisonRow implements Row {

    private static final int EACH = 1_000;

    /// Fewer than without a store: DynamoDB Local takes some thousands a second.
    private static final int STORED_READINGS = 250_000;

    private static final int STORED_ROUNDS = 2;

    private static final int BARE_READINGS = 1_000_000;
    private static final int BARE_ROUNDS = 3;

    @Override
    public List<Result> measure(Ground ground) throws Exception {
        return List.of(
                result(
                        "0.1 % bad records into DynamoDB: time / of a clean file",
                        new Target.AtMost(1.5), rounds(STORED_ROUNDS, STORED_READINGS, ground, ground::write)),
                result(
                        "the same without a store",
                        new Target.None(),
                        rounds(BARE_ROUNDS, BARE_READINGS, ground, ground::read)));
    }

    private static Rounds rounds(int rounds, int readings, Ground ground, FileRun run) throws Exception {
        var clean = ReadingFile.clean(ground.directory(), Form.NDJSON, readings);
        var poisoned = ReadingFile.poisoned(ground.directory(), clean, EACH);
        return Rounds.of(
                rounds,
                Map.of(
                        "clean", () -> run(ground, clean, 0, run),
                        "poisoned", () -> run(ground, poisoned, readings / EACH, run)));
    }

    private static Report run(Ground ground, ReadingFile file, int bad, FileRun run) throws Exception {
        var space = ground.newSpace();
        try {
            var report = run.run(space, file, Part.ALL);
            if (report.figure("rejected") != bad) {
                throw new IllegalStateException("Not %,d records were rejected: %s".formatted(bad, report));
            }
            return report;
        } finally {
            ground.dropReadings(space);
        }
    }

    private static Result result(String what, Target target, Rounds rounds) {
        return new Result(
                "d",
                what,
                rounds.median("poisoned", "seconds") / rounds.median("clean", "seconds"),
                target,
                rounds.sides());
    }
}
