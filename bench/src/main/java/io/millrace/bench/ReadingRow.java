package io.millrace.bench;

import io.millrace.bench.ReadingFile.Form;
import io.millrace.bench.RunProgram.Part;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// (a) The whole step with a writer that does nothing, against Jackson's bare parser that makes the same readings. Each
/// side begins in a new process in each round; both read the same file of this machine.
final class ReadingRow implements Row {

    private static final int READINGS = 1_000_000;
    private static final int ROUNDS = 5;

    @Override
    public List<Result> measure(Ground ground) throws Exception {
        var results = new ArrayList<Result>();
        for (var form : Form.values()) {
            results.addAll(measure(ground, form));
        }
        return results;
    }

    private static List<Result> measure(Ground ground, Form form) throws Exception {
        var file = ReadingFile.clean(ground.directory(), form, READINGS);
        var rounds =
                Rounds.of(
                        ROUNDS,
                        Map.of(
                                "step", () -> ground.read(ground.newSpace(), file, Part.ALL),
                                "jackson", () -> jackson(file, "jdk"),
                                "jacksonLean", () -> jackson(file, "lean")));
        var step = rounds.median("step", "stepSeconds");
        return List.of(
                new Result(
                        "a",
                        "reading %s: speed of the step / of Jackson's parser".formatted(form),
                        rounds.median("jackson", "seconds") / step,
                        new Target.AtLeast(0.6),
                        rounds.sides()),
                new Result(
                        "a",
                        "the same, if Jackson's side reads timestamps by hand",
                        rounds.median("jacksonLean", "seconds") / step,
                        new Target.None(),
                        Map.of()));
    }

    private static Report jackson(ReadingFile file, String timestamps) throws IOException, InterruptedException {
        return MeasuredJvm.run(JacksonProgram.class, List.of(), file.path().toString(), timestamps);
    }
}
