package io.millrace.run;

import io.millrace.arrival.RunId;

import org.jspecify.annotations.Nullable;

/// A run as it stood right after its lease was taken.
///
/// @param run the run
/// @param owner who took the lease
/// @param execution the hop's id, which to Spring Batch is the id of a job execution
/// @param instance the run's id as Spring Batch's job instance
/// @param cause why the hop began
/// @param stalled how many hops in a row have made no progress, this one not counted
/// @param failedFor the code of the reason for which the hop before failed; null if it did not
record LeasedRun(
        Run run,
        String owner,
        long execution,
        long instance,
        Hop.Cause cause,
        int stalled,
        @Nullable String failedFor) {

    RunId id() {
        return run.id();
    }

    long fence() {
        return run.fence();
    }

    /// Whether nobody has worked on the run before.
    boolean isNew() {
        return run.fence() == 1;
    }
}
