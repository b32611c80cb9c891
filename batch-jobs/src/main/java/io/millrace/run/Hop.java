package io.millrace.run;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// One stretch of work under one lease, as it stands in the history of a run.
///
/// @param fence the lease's number, unique within the run
/// @param attempt the attempt that it belongs to
/// @param hop its number within the attempt, from 1
/// @param cause why it began
/// @param owner the worker
/// @param startedAt when it took the lease
/// @param endedAt when it gave the lease back; null while it works, and for ever if it died
/// @param outcome how it ended; null as for `endedAt`
/// @param reason more on the outcome
public record Hop(
        long fence,
        int attempt,
        int hop,
        Cause cause,
        String owner,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String outcome,
        @Nullable Reason reason) {

    /// Why a hop began.
    public enum Cause {
        /// The first delivery of the arrival.
        ARRIVED,
        /// The hop before stopped ahead of its deadline.
        CONTINUED,
        /// The hop before failed and its message was received again, or it was tried again at once.
        RETRIED,
        /// The hop before died without giving its lease back.
        RECOVERED,
        /// An operator asked.
        RESTARTED
    }
}
