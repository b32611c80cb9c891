package io.millrace.local;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Calls functions at a fixed rate, as a schedule in the cloud does: a call that fails does not end it.
final class LocalSchedules implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LocalSchedules.class);

    /// A sweep may take as long as the invocations of a function.
    private static final int THREADS = 2;

    private final ScheduledExecutorService thread =
            Executors.newScheduledThreadPool(THREADS, Thread.ofPlatform().name("schedules").daemon().factory());

    /// Calls it now, and then every interval.
    void every(Duration interval, String name, Supplier<?> function) {
        every(interval, Duration.ZERO, name, function);
    }

    /// Calls it after a delay, and then every interval.
    void every(Duration interval, Duration delay, String name, Supplier<?> function) {
        var _ =
                thread.scheduleAtFixedRate(
                        () -> call(name, function), delay.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void call(String name, Supplier<?> function) {
        try {
            log.debug("{}: {}", name, function.get());
        } catch (RuntimeException e) {
            if (!thread.isShutdown()) {
                log.error("The scheduled function {} failed", name, e);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
