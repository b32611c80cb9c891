package io.millrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.arrival.RunId;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A [CrashWorker] in a process of its own, seen from the test. It ends with the test's process, because its standard
/// input does.
public final class CrashProcess implements AutoCloseable {

    /// So many lines say what happened last.
    private static final int LAST_LINES = 40;

    private final Process process;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    private CrashProcess(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::readLines);
    }

    /// Starts a worker.
    ///
    /// @param jvmArguments with the settings of the application
    public static CrashProcess start(List<String> jvmArguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(jvmArguments);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CrashWorker.class.getName()));
        return new CrashProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private void readLines() {
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(lines::add);
        } catch (RuntimeException | IOException e) {
            lines.add(e.toString());
        }
    }

    /// Has it deliver a message until the run is over. What it printed before is forgotten.
    public void go(RunId run, String message) throws IOException {
        lines.clear();
        process.outputWriter().write(run + "\n" + message + "\n");
        process.outputWriter().flush();
    }

    /// Whether it printed this line. Fails if it ended without.
    public boolean said(String line) {
        var alive = process.isAlive();
        var said = lines.contains(line);
        assertThat(alive || said || lines.contains(line)).as(() -> "The worker ended: " + lastLines()).isTrue();
        return said;
    }

    /// Whether it printed anything with this in it.
    public boolean mentioned(String text) {
        return List.copyOf(lines).stream().anyMatch(line -> line.contains(text));
    }

    /// How many lines it printed.
    public int printed() {
        return lines.size();
    }

    /// What it printed last.
    public String lastLines() {
        var all = List.copyOf(lines);
        return String.join("\n", all.subList(Math.max(0, all.size() - LAST_LINES), all.size()));
    }

    /// Ends it by SIGKILL; returns when it is dead.
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Sends it a signal, by its name without SIG.
    public void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
    }

    @Override
    public void close() {
        kill();
    }
}
