package io.millrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.LocalSpace;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Worker processes in a space, each started ahead of its turn. Waiting for them ends when nothing happens any more,
/// and not after a time, however slow the machine is.
public final class Workers implements AutoCloseable {

    private static final int AHEAD = 2;

    /// How long nothing may happen.
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final LocalSpace space;
    private final Map<String, String> settings;
    private final Deque<CrashProcess> waiting = new ArrayDeque<>();

    /// @param settings of the application, beside those that lead to the space
    public Workers(LocalSpace space, Map<String, String> settings) {
        this.space = space;
        this.settings = settings;
    }

    /// A worker that waits to be told what to do, while those after it start.
    public CrashProcess next() throws IOException {
        while (waiting.size() <= AHEAD) {
            waiting.add(start());
        }
        CrashProcess worker = waiting.remove();
        awaitWhileItGoesOn(worker, () -> "", () -> worker.said(CrashWorker.READY));
        return worker;
    }

    private CrashProcess start() throws IOException {
        List<String> arguments = new ArrayList<>(space.jvmArguments());
        settings.forEach((name, value) -> arguments.add("-D" + name + "=" + value));
        // The test's own process has brought the database up to date, and each worker has one run.
        arguments.add("-Dspring.flyway.enabled=false");
        arguments.add("-Dspring.datasource.hikari.maximum-pool-size=8");
        return CrashProcess.start(arguments);
    }

    /// Waits until something has come true, as long as the work or the worker's output goes on.
    ///
    /// @param progress changes while the work goes on
    public static void awaitWhileItGoesOn(CrashProcess worker, Supplier<?> progress, BooleanSupplier condition) {
        Object seen = List.of();
        long since = System.nanoTime();
        while (!condition.getAsBoolean()) {
            Object sees = List.of(progress.get(), worker.printed());
            if (!sees.equals(seen)) {
                seen = sees;
                since = System.nanoTime();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - since))
                    .as(() -> "how long nothing has happened: %s\n%s".formatted(sees, worker.lastLines()))
                    .isLessThan(PATIENCE);
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(10));
        } catch (InterruptedException e) {
            throw new AssertionError("The test took too long", e);
        }
    }

    @Override
    public void close() {
        waiting.forEach(CrashProcess::close);
    }
}
