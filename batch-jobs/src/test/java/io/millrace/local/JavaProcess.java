package io.millrace.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A JVM that a test starts, to end it in some way. Its directory for temporary files marks everything that it starts
/// of a local cloud: the path stands on every command line.
final class JavaProcess implements AutoCloseable {

    private final Process process;
    private final Path temporary;
    private final Path log;

    private JavaProcess(Process process, Path temporary, Path log) {
        this.process = process;
        this.temporary = temporary;
        this.log = log;
    }

    /// Runs a class of this JVM's class path; `options` are options of the JVM.
    static JavaProcess start(Path temporary, List<String> options, Class<?> main, String... args) throws IOException {
        var log = temporary.resolve("output.log");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temporary));
        // Unpacked once for all.
        command.add("-Dot.epg.working-dir=" + Path.of(System.getProperty("java.io.tmpdir"), "embedded-pg"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        return new JavaProcess(process, temporary, log);
    }

    Process process() {
        return process;
    }

    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// The processes that belong to it, without itself.
    List<ProcessHandle> others() {
        return new Remains(temporary).processes().stream().filter(other -> !other.equals(process.toHandle())).toList();
    }

    /// The directories of its local clouds.
    List<Path> workspaces() throws IOException {
        var base = Workspace.base(temporary);
        if (Files.notExists(base)) {
            return List.of();
        }
        try (var files = Files.list(base)) {
            return files.filter(Files::isDirectory).toList();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        others().forEach(ProcessHandle::destroyForcibly);
    }
}
