package io.millrace.bench;

import io.millrace.bench.ReadingFile.Form;
import io.millrace.bench.RunProgram.Part;

import java.util.List;
import java.util.Map;

/// (d) A file in which one record in a thousand is bad, against the same file without. The time of the rejects is in
/// it, in PostgreSQL and to the queue; that of a writer, which would hide it, is not.
final class PoisonRow implements Row {

    private static final int READINGS = 1_000_000;
    private static final int EACH = 1_000;
    private static final int ROUNDS = 3;

    @Override
    public List<Result> measure(Ground ground) throws Exception {
        var clean = ReadingFile.clean(ground.directory(), Form.NDJSON, READINGS);
        var poisoned = ReadingFile.poisoned(ground.directory(), clean, EACH);
        var rounds =
                Rounds.of(
                        ROUNDS,
                        Map.of(
                                "clean", () -> ground.read(ground.newSpace(), clean, Part.ALL),
                                "poisoned", () -> poisoned(ground, poisoned)));
        return List.of(
                new Result(
                        "d",
                        "0.1 % bad records: time / of a clean file",
                        rounds.median("poisoned", "seconds") / rounds.median("clean", "seconds"),
                        new Target.AtMost(1.5),
                        rounds.sides()));
    }

    private static Report poisoned(Ground ground, ReadingFile file) throws Exception {
        var report = ground.read(ground.newSpace(), file, Part.ALL);
        if (report.figure("rejected") != READINGS / EACH) {
            throw new IllegalStateException("Not every bad record was rejected: " + report);
        }
        return report;
    }
}
