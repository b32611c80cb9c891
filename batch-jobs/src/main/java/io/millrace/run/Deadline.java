package io.millrace.run;

import java.time.Duration;
import java.util.function.Supplier;

/// How much time a piece of work has left. In Lambda it comes from the invocation's context.
@FunctionalInterface
public interface Deadline {

    /// The time left until the work should have stopped, negative when it is over.
    Duration remaining();

    /// The time left until the invocation ends, which several pieces of work may share. What is not done by then may be
    /// frozen with the process, so nobody owns a run for longer.
    default Duration untilInvocationEnds() {
        return remaining();
    }

    /// No limit, for a worker that nobody stops.
    static Deadline none() {
        return () -> Duration.ofDays(365);
    }

    /// A budget that starts now.
    static Deadline in(Duration budget) {
        long end = System.nanoTime() + budget.toNanos();
        return () -> Duration.ofNanos(end - System.nanoTime());
    }

    /// A share of the time of an invocation that starts now.
    ///
    /// @param invocation how much time the invocation has left
    static Deadline share(Duration share, Deadline invocation) {
        Deadline own = in(share);
        return new Deadline() {
            @Override
            public Duration remaining() {
                Duration whole = invocation.remaining();
                return own.remaining().compareTo(whole) < 0 ? own.remaining() : whole;
            }

            @Override
            public Duration untilInvocationEnds() {
                return invocation.untilInvocationEnds();
            }
        };
    }

    /// A deadline that somebody else measures, in milliseconds left.
    static Deadline ofMillis(Supplier<? extends Number> millisLeft) {
        return () -> Duration.ofMillis(millisLeft.get().longValue());
    }
}
