package io.millrace.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The way of a notebook to an energy report: Python, with pandas and matplotlib.
///
/// @param directory for its script and its charts
record Notebook(Path directory) {

    private static final String PYTHON = "python3";

    /// Whether this machine has all that it needs.
    static boolean isThere() throws InterruptedException {
        try {
            return new ProcessBuilder(PYTHON, "-c", "import pandas, matplotlib")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /// Makes a report, without reading anything from anywhere, and returns what it reports.
    Report report(String firstDay, int days, int sites) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        var script = directory.resolve("notebook.py");
        try (var resource = Notebook.class.getResourceAsStream("/notebook.py")) {
            Files.copy(Objects.requireNonNull(resource), script, StandardCopyOption.REPLACE_EXISTING);
        }
        var command =
                List.of(
                        PYTHON,
                        script.toString(),
                        firstDay,
                        Integer.toString(days),
                        Integer.toString(sites),
                        directory.toString());
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            var report = output.lines().map(Report::in).flatMap(Optional::stream).findFirst();
            process.waitFor();
            return report.orElseThrow(() -> new IllegalStateException("The notebook ended without a report"));
        } finally {
            process.destroyForcibly();
        }
    }
}
