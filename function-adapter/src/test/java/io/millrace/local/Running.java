package io.millrace.local;

import java.util.concurrent.ConcurrentLinkedDeque;

/// What runs, to be stopped in the reverse order when the process ends, also while it is still starting.
final class Running {

    private final ConcurrentLinkedDeque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();

    Running() {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(this::stop));
    }

    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    private void stop() {
        for (var part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("While stopping: " + e);
            }
        }
    }
}
