package io.millrace.run;

import org.jspecify.annotations.Nullable;

/// State that a pipeline gathers over a whole file (a digest, a running total) and that must survive crashes and hops:
/// it is saved with every checkpoint, in the same transaction, and restored before reading goes on. Its saved form must
/// stay small, however long the file is.
public interface CheckpointedState {

    /// The state as text; null if it is as at the beginning of the file.
    @Nullable String save();

    /// Goes back to a saved state; null for the beginning of the file.
    void restore(@Nullable String saved);
}
