package io.millrace.bench;

import io.millrace.bench.QueueProgram.Role;
import io.millrace.local.LocalSpace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// A [QueueProgram] in a process of its own, seen from the one that started it.
final class WorkerProcess implements AutoCloseable {

    /// As in Lambda, or smaller: there are many of them.
    private static final List<String> SMALL =
            List.of(
                    "-Xmx96m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xshare:auto",
                    "-Dspring.main.web-application-type=none",
                    "-Dspring.main.lazy-initialization=true",
                    "-Dlogging.config=classpath:logback-tests.xml");

    private static final int LINES = 40;

    private final String name;
    private final Process process;
    private final Deque<String> lines = new ArrayDeque<>();
    private boolean ready;
    private boolean paused = true;

    private WorkerProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        Thread.ofVirtual().start(this::read);
    }

    /// Starts a worker; it says when it is ready.
    ///
    /// @param settings of the application and of the JVM
    static WorkerProcess start(String name, Role role, LocalSpace space, Duration invocation, List<String> settings)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SMALL);
        command.addAll(settings);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), QueueProgram.class.getName()));
        command.addAll(List.of(role.name(), space.files(), Long.toString(invocation.toMillis())));
        return new WorkerProcess(name, new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private void read() {
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                keep(line);
            }
        } catch (IOException e) {
            keep(e.toString());
        }
    }

    private synchronized void keep(String line) {
        ready |= line.equals(QueueProgram.READY);
        paused |= line.equals(QueueProgram.PAUSED);
        lines.add(line);
        if (lines.size() > LINES) {
            lines.remove();
        }
    }

    String name() {
        return name;
    }

    synchronized boolean isReady() {
        return ready;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Whether it has come to the end of what it was doing when it was told to pause.
    synchronized boolean isPaused() {
        return paused;
    }

    synchronized List<String> lastLines() {
        return List.copyOf(lines);
    }

    /// Has it work.
    void go() {
        synchronized (this) {
            paused = false;
        }
        say(QueueProgram.GO);
    }

    /// Has it come to an end of what it does.
    void pause() {
        say(QueueProgram.PAUSE);
    }

    private void say(String line) {
        try {
            process.outputWriter().write(line + "\n");
            process.outputWriter().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Worker %s ended: %s".formatted(name, lastLines()), e);
        }
    }

    /// Its time on a processor so far.
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// SIGSTOP.
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /// SIGCONT.
    void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    }

    /// SIGKILL; returns when it is dead.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
