package io.millrace.run;

import io.millrace.io.Position;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// How far a step has come: everything before `position` is done, and what became of it.
///
/// @param position where reading goes on
/// @param totals fates of the records before the position
/// @param bytesDone bytes of the stored object behind the position
/// @param bytesTotal size of the stored object
/// @param done whether the step has read its input to the clean end
/// @param state the pipeline's own state at the position, see {@link CheckpointedState}
/// @param slowest how long a chunk takes at most, by what was seen lately: the time that another one needs
record Checkpoint(
        Position position,
        Totals totals,
        long bytesDone,
        long bytesTotal,
        boolean done,
        @Nullable String state,
        Duration slowest) {

    static final Checkpoint START = new Checkpoint(Position.START, Totals.NONE, 0, 0, false, null, Duration.ZERO);
}
