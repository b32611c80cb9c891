package io.millrace.run;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.run.RunStore.NewRun;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Runs that no file starts but a request: a report, say. Such a run has what it makes for its object, and everything
/// else that runs have: one run for one thing, a lease, attempts, hops. It is kept and is due; a message hints at it.
@Component
public class RunRequests {

    /// Stands where the version of a file would: what a run makes has no versions before it is made.
    private static final String UNMADE = "requested";

    private final RunStore store;
    private final CommandQueue commands;
    private final InstantSource clock = InstantSource.system();

    RunRequests(RunStore store, CommandQueue commands) {
        this.store = store;
        this.commands = commands;
    }

    /// A run for a request.
    ///
    /// @param isNew false if the same was requested before, and this is the run of then
    public record Requested(Run run, boolean isNew) {}

    /// Has a job run for something, once.
    ///
    /// @param bucket of what the run makes
    /// @param key of what the run makes; with the bucket it is the request's identity, so it must say all that matters
    /// @param parameters handed on to the job
    /// @param again whether it shall run although it has run before
    public Requested request(String job, String bucket, String key, Map<String, String> parameters, boolean again) {
        return request(job, bucket, key, parameters, again ? UUID.randomUUID().toString() : null);
    }

    /// Has a job run for something, once on each occasion.
    ///
    /// @param occasion why it shall run although it may have run before, such as the id of a run; null for no occasion
    public Requested request(
            String job, String bucket, String key, Map<String, String> parameters, @Nullable String occasion) {
        ObjectVersion object = new ObjectVersion(bucket, key, null, UNMADE);
        RunId id = RunId.of(List.of(object), occasion);
        Optional<Run> known = store.find(id);
        if (known.isPresent()) {
            return new Requested(known.get(), false);
        }
        Arrival arrival = new Arrival(object, 0, null, clock.instant());
        store.create(new NewRun(id, job, job, parameters, arrival, null, null), null);
        commands.hint(List.of(id));
        return new Requested(store.find(id).orElseThrow(), true);
    }
}
