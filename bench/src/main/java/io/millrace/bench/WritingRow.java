package io.millrace.bench;

import io.millrace.bench.ReadingFile.Form;
import io.millrace.bench.RunProgram.Part;

import java.util.List;
import java.util.Map;

/// (b) A whole run into DynamoDB Local, against a bare loop of BatchWriteItem that has as many batches under way.
/// DynamoDB Local, with each side's table, is in another process than either side.
final class WritingRow implements Row {

    private static final int READINGS = 1_000_000;
    private static final int ROUNDS = 2;

    @Override
    public List<Result> measure(Ground ground) throws Exception {
        var file = ReadingFile.clean(ground.directory(), Form.NDJSON, READINGS);
        var rounds = Rounds.of(ROUNDS, Map.of("run", () -> run(ground, file), "loop", () -> loop(ground)));
        return List.of(
                new Result(
                        "b",
                        "1,000,000 readings to DynamoDB: speed of the run / of a loop",
                        rounds.median("loop", "seconds") / rounds.median("run", "seconds"),
                        new Target.AtLeast(0.85),
                        rounds.sides()));
    }

    private static Report run(Ground ground, ReadingFile file) throws Exception {
        var space = ground.newSpace();
        try {
            return ground.write(space, file, Part.ALL);
        } finally {
            ground.dropReadings(space);
        }
    }

    private static Report loop(Ground ground) throws Exception {
        var space = ground.newSpace();
        try {
            return MeasuredJvm.run(
                    PutProgram.class, space.jvmArguments(), Ground.readings(space), Integer.toString(READINGS));
        } finally {
            ground.dropReadings(space);
        }
    }
}
