package io.millrace.run;

import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;

/// One run of a job over one file version, or over a set of files, as it stands in the store.
///
/// @param id computed from the object versions, see {@link RunId}
/// @param job name of the Spring Batch job
/// @param route name of the route that took the arrival
/// @param parameters the route's parameters
/// @param object the file version; of a set the first member's
/// @param size in bytes, as announced, of the object or of the whole set
/// @param set the files, if they are a set; null for a single file
/// @param parent the run whose rejects this file carries, if it is a re-drive
/// @param state see {@link RunState}
/// @param reason why it is in that state, where the state does not say it all
/// @param attempt 1 for the first; a restart, a retry and a recovery after a crash add one
/// @param hop 1 for the first invocation of the attempt; a continuation adds one
/// @param fence raised each time the lease is taken
/// @param leaseUntil until when a worker owns the run; null if nobody does
/// @param dueAt when it is looked at again if nothing happens before; null if nothing more is to happen
/// @param failures how often in a row it has failed; each time it waits for longer before it is tried again
/// @param rejected how many records it had rejected when its last hop ended
/// @param announcements how often its content was announced as new
/// @param announcedAt when S3 announced the object
/// @param createdAt when the run was first seen
/// @param updatedAt last change, at least once a chunk while it works
/// @param endedAt when it left the unfinished states
public record Run(
        RunId id,
        String job,
        String route,
        Map<String, String> parameters,
        ObjectVersion object,
        long size,
        @Nullable FileSet set,
        @Nullable RunId parent,
        RunState state,
        @Nullable Reason reason,
        int attempt,
        int hop,
        long fence,
        @Nullable Instant leaseUntil,
        @Nullable Instant dueAt,
        int failures,
        long rejected,
        int announcements,
        Instant announcedAt,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant endedAt) {

    /// The files of a run over a set.
    ///
    /// @throws IllegalStateException if the run has a single file
    public FileSet files() {
        if (set == null) {
            throw new IllegalStateException(
                    "Run %s of route %s has a single file, %s; its job needs a set: configure the route's set"
                            .formatted(id, route, object));
        }
        return set;
    }
}
