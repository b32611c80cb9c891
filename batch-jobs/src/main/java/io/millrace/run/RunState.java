package io.millrace.run;

import java.util.Set;

/// The state of a run, in Spring Batch's words where they fit.
public enum RunState {
    /// Being worked on, or between two hops.
    STARTED,
    /// An operator asked it to stop; it does so at the next chunk boundary.
    STOPPING,
    /// Stopped at a chunk boundary by an operator; can be restarted.
    STOPPED,
    /// Ended with a reason; what was committed stays committed; can be restarted.
    FAILED,
    /// Every record of the file is accounted for.
    COMPLETED,
    /// Given up by an operator; final.
    ABANDONED,
    /// The object was replaced by a newer version before it was read to the end; final.
    SUPERSEDED,
    /// The object was deleted before it was read to the end; final.
    GONE,
    /// Not run, because its set of files had run before; final, but it can be asked to run all the same.
    REFUSED;

    private static final Set<RunState> UNFINISHED = Set.of(STARTED, STOPPING);

    /// Whether it is over for good although the content that it was made for is not stored.
    boolean endedUndone() {
        return this == GONE || this == SUPERSEDED || this == ABANDONED;
    }

    /// Whether a worker owns the run or will own it without anybody asking.
    public boolean unfinished() {
        return UNFINISHED.contains(this);
    }
}
