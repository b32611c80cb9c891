package io.millrace.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A JVM of its own for one measurement: it begins cold and shares its heap with nothing.
final class MeasuredJvm {

    private MeasuredJvm() {}

    /// Runs a program and returns what it reports.
    static Report run(Class<?> program, List<String> jvmArguments, String... arguments)
            throws IOException, InterruptedException {
        return runAll(program, jvmArguments, arguments).getLast();
    }

    /// Runs a program that reports several times, at least once.
    static List<Report> runAll(Class<?> program, List<String> jvmArguments, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dlogging.config=classpath:logback-tests.xml");
        command.addAll(jvmArguments);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            var reports = reports(process);
            var status = process.waitFor();
            if (status != 0 || reports.isEmpty()) {
                throw new IllegalStateException("%s ended with %d".formatted(program.getSimpleName(), status));
            }
            return reports;
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<Report> reports(Process process) throws IOException {
        var reports = new ArrayList<Report>();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                var report = Report.in(line);
                report.ifPresent(reports::add);
                if (report.isEmpty()) {
                    System.err.println(line);
                }
            }
        }
        return reports;
    }
}
