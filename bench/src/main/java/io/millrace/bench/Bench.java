package io.millrace.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs the benchmark. Arguments: the directory for files and for `bench.json`, then the names of the rows to run,
/// without any all of them.
final class Bench {

    private static final Map<String, Row> ROWS = rows();

    private Bench() {}

    private static Map<String, Row> rows() {
        var rows = new LinkedHashMap<String, Row>();
        rows.put("a", new ReadingRow());
        rows.put("b", new WritingRow());
        rows.put("c", new RestartRow());
        rows.put("d", new PoisonRow());
        rows.put("e", new MemoryRow());
        rows.put("f", new SmallFilesRow());
        rows.put("g", new LoadRow());
        rows.put("h", new ReportRow());
        rows.put("workers", new WorkersRow());
        rows.put("kills", new KillsRow());
        return rows;
    }

    static void main(String... arguments) throws Exception {
        var directory = Path.of(arguments[0]);
        var names = arguments.length > 1 ? List.of(arguments).subList(1, arguments.length) : List.copyOf(ROWS.keySet());
        var results = new ArrayList<Result>();
        try (var ground = Ground.prepare(directory.resolve("bench-files"))) {
            for (var name : names) {
                var watch = Stopwatch.start();
                results.addAll(row(name).measure(ground));
                System.err.printf("(%s) took %.0f s%n", name, watch.seconds());
            }
        }
        var table = new ResultTable(results);
        IO.println(table.text());
        Files.writeString(directory.resolve("bench.json"), table.json());
    }

    private static Row row(String name) {
        var row = ROWS.get(name);
        if (row == null) {
            throw new IllegalArgumentException("There is no row %s but %s".formatted(name, ROWS.keySet()));
        }
        return row;
    }
}
