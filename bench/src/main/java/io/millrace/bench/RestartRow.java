package io.millrace.bench;

import io.millrace.bench.ReadingFile.Form;
import io.millrace.bench.RunProgram.Part;

import java.util.List;
import java.util.Map;

/// (c) The rest of a run that was stopped at nine tenths of its file, against a run of the whole file. Both begin in a
/// new process, as after a crash or a deadline, and write nothing.
final class RestartRow implements Row {

    private static final int READINGS = 1_000_000;
    private static final int ROUNDS = 3;

    @Override
    public List<Result> measure(Ground ground) throws Exception {
        var file = ReadingFile.clean(ground.directory(), Form.NDJSON, READINGS);
        var rounds =
                Rounds.of(
                        ROUNDS,
                        Map.of(
                                "whole", () -> ground.read(ground.newSpace(), file, Part.ALL),
                                "rest", () -> rest(ground, file)));
        return List.of(
                new Result(
                        "c",
                        "restart at 90 %: time / of the whole",
                        rounds.median("rest", "seconds") / rounds.median("whole", "seconds"),
                        new Target.AtMost(0.2),
                        rounds.sides()));
    }

    private static Report rest(Ground ground, ReadingFile file) throws Exception {
        var space = ground.newSpace();
        ground.read(space, file, Part.FIRST_900_000);
        return ground.read(space, file, Part.REST);
    }
}
