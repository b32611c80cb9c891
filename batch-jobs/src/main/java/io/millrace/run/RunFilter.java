package io.millrace.run;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Set;

/// Which runs to list.
///
/// @param states only in these states; empty for all
/// @param job only of this job
/// @param from created at or after
/// @param to created before
/// @param keyPrefix only of objects whose key begins so
/// @param set only of the sets of files with this key
/// @param ascending oldest first instead of newest first
public record RunFilter(
        Set<RunState> states,
        @Nullable String job,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String keyPrefix,
        @Nullable String set,
        boolean ascending) {

    /// All runs, newest first.
    public static final RunFilter ALL = new RunFilter(Set.of(), null, null, null, null, null, false);
}
