package io.millrace.local;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Keeps a [LocalWorker] running: one that dies is replaced, as Lambda replaces an environment that dies.
final class LocalWorkers implements AutoCloseable {

    /// Sent to a worker that is to end in order.
    static final int GOODBYE = 'q';

    /// A worker that cannot even start is not to keep the machine busy with others that cannot.
    private static final Executor SOON = CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS);

    private static final Duration FAREWELL = Duration.ofSeconds(10);

    private final LocalSpace space;
    private @Nullable Process worker;
    private boolean closed;

    LocalWorkers(LocalSpace space) throws IOException {
        this.space = space;
        start();
    }

    private synchronized void start() throws IOException {
        if (closed) {
            return;
        }
        var process =
                new ProcessBuilder(command())
                        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        worker = process;
        var _ = process.onExit().thenAcceptAsync(this::replace, SOON);
        IO.println("Worker %1$d starts. To see a run survive its worker: kill -9 %1$d".formatted(process.pid()));
    }

    private void replace(Process dead) {
        try {
            start();
        } catch (IOException e) {
            System.err.println("The worker %d died and could not be replaced: %s".formatted(dead.pid(), e));
        }
    }

    private List<String> command() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"));
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.addAll(space.jvmArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LocalWorker.class.getName()));
        command.addAll(List.of(space.files(), space.filesArn()));
        return command;
    }

    @Override
    public void close() {
        Process last;
        synchronized (this) {
            closed = true;
            last = worker;
        }
        if (last == null) {
            return;
        }
        try (var input = last.getOutputStream()) {
            input.write(GOODBYE);
        } catch (IOException alreadyDead) {
            return;
        }
        try {
            last.onExit().orTimeout(FAREWELL.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException late) {
            last.destroyForcibly();
        }
    }
}
