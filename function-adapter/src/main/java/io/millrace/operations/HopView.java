package io.millrace.operations;

import io.millrace.operations.RunView.ReasonView;
import io.millrace.run.Hop;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// One stretch of work under one lease.
@Schema(name = "Hop")
record HopView(
        @Schema(description = "The lease's number; it only grows, and each hop of a run has its own.") long fence,
        int attempt,
        @Schema(description = "Its number within the attempt, from 1.") int hop,
        @Schema(description = "Why it began.") Hop.Cause cause,
        @Schema(description = "The worker.") String owner,
        Instant startedAt,
        @Schema(description = "Absent while it works, and for ever if its worker died.") @Nullable Instant endedAt,
        @Schema(
                        description = "How it ended: the run's state afterwards, or CONTINUES. Absent as `endedAt`.",
                        example = "CONTINUES")
                @Nullable String outcome,
        @Nullable ReasonView reason) {

    static HopView of(Hop hop) {
        return new HopView(
                hop.fence(),
                hop.attempt(),
                hop.hop(),
                hop.cause(),
                hop.owner(),
                hop.startedAt(),
                hop.endedAt(),
                hop.outcome(),
                ReasonView.of(hop.reason()));
    }
}
