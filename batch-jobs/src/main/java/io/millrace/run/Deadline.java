package io.millrace.run;

import java.time.Duration;
import java.util.function.Supplier;

/// How much time an invocation has left. In Lambda it comes from the invocation's context.
@FunctionalInterface
public interface Deadline {

    /// The time left, negative when it is over.
    Duration remaining();

    /// No limit, for a worker that nobody stops.
    static Deadline none() {
        return () -> Duration.ofDays(365);
    }

    /// A budget that starts now.
    static Deadline in(Duration budget) {
        long end = System.nanoTime() + budget.toNanos();
        return () -> Duration.ofNanos(end - System.nanoTime());
    }

    /// A deadline that somebody else measures, in milliseconds left.
    static Deadline ofMillis(Supplier<? extends Number> millisLeft) {
        return () -> Duration.ofMillis(millisLeft.get().longValue());
    }
}
