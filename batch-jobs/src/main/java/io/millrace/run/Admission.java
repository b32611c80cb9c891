package io.millrace.run;

import io.millrace.arrival.RunId;
import io.millrace.run.Lease.Moment;

/// What came of an arrival that was recorded.
sealed interface Admission {

    /// It made a run, whose lease was taken at once.
    record Leased(LeasedRun run, Moment askedAt) implements Admission {}

    /// It has a run, which is new or was there before.
    record Ready(RunId run) implements Admission {}

    /// It has no run, or none that is to be worked on.
    record Answered(Outcome outcome) implements Admission {}

    /// It could not be recorded; its message must come again.
    record Failed(RuntimeException why) implements Admission {}
}
