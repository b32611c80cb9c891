package io.millrace.run;

import java.util.Locale;
import java.util.Set;

/// What an operator can ask of a run.
public enum RunAction {
    /// Stop at the next chunk boundary.
    STOP,
    /// Continue from the last checkpoint, as a new attempt.
    RESTART,
    /// Give the run up for good.
    ABANDON;

    /// The actions that are legal in a state.
    public static Set<RunAction> allowedIn(RunState state) {
        return switch (state) {
            case STARTED -> Set.of(STOP);
            case STOPPED, FAILED -> Set.of(RESTART, ABANDON);
            case STOPPING, COMPLETED, ABANDONED, SUPERSEDED, GONE, REFUSED -> Set.of();
        };
    }

    /// The action as it stands in a path, for example `restart`.
    public String path() {
        return name().toLowerCase(Locale.ROOT);
    }
}
