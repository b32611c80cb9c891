package io.millrace.bench;

import io.millrace.bench.Ground.FileRun;
import io.millrace.bench.ReadingFile.Form;
import io.millrace.bench.RunProgram.Part;

import java.util.List;
import java.util.Map;

/// (c) The rest of a run that was stopped at nine tenths of its file, against a run of the whole file; both into
/// DynamoDB Local, and both in a new process, as after a crash or a deadline. Without a store the same is mostly the
/// start of that process; so that is for the record.
final class RestartRow implements Row {

    private static final int READINGS = 1_000_000;

    /// A round takes minutes: DynamoDB Local is given almost two million items.
    private static final int STORED_ROUNDS = 1;

    private static final int BARE_ROUNDS = 3;

    @Override
    public List<Result> measure(Ground ground) throws Exception {
        var file = ReadingFile.clean(ground.directory(), Form.NDJSON, READINGS);
        return List.of(
                result(
                        "restart at 90 % into DynamoDB: time / of the whole",
                        new Target.AtMost(0.2), rounds(STORED_ROUNDS, ground, file, ground::write)),
                result("the same without a store", new Target.None(), rounds(BARE_ROUNDS, ground, file, ground::read)));
    }

    private static Rounds rounds(int rounds, Ground ground, ReadingFile file, FileRun run) throws Exception {
        return Rounds.of(
                rounds, Map.of("whole", () -> whole(ground, file, run), "rest", () -> rest(ground, file, run)));
    }

    private static Report whole(Ground ground, ReadingFile file, FileRun run) throws Exception {
        var space = ground.newSpace();
        try {
            return run.run(space, file, Part.ALL);
        } finally {
            ground.dropReadings(space);
        }
    }

    private static Report rest(Ground ground, ReadingFile file, FileRun run) throws Exception {
        var space = ground.newSpace();
        try {
            run.run(space, file, Part.FIRST_900_000);
            return run.run(space, file, Part.REST);
        } finally {
            ground.dropReadings(space);
        }
    }

    private static Result result(String what, Target target, Rounds rounds) {
        return new Result(
                "c",
                what,
                rounds.median("rest", "seconds") / rounds.median("whole", "seconds"),
                target,
                rounds.sides());
    }
}
