package io.millrace.run;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.RunId;
import io.millrace.notify.Notification;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The port to where runs, leases and checkpoints are kept. Every method is atomic.
///
/// A lease is free when nobody holds it or when it has expired by the store's clock.
interface RunStore {

    /// What a new run is made of.
    ///
    /// @param arrival of the file; of a set the first member, with the size of all of them
    /// @param set the files, if the run takes a set
    /// @param parent the run whose rejects the object carries, if any
    record NewRun(
            RunId id,
            String job,
            String route,
            Map<String, String> parameters,
            Arrival arrival,
            @Nullable FileSet set,
            @Nullable RunId parent) {}

    /// A run as it stood right after the lease was taken.
    ///
    /// @param marked the progress that was noted when the hop before began
    /// @param stalled how many hops in a row had made none by then
    /// @param failedFor the code of the reason for which the hop before failed; null if it did not
    record Taken(Run run, Hop.Cause cause, long marked, int stalled, @Nullable String failedFor) {}

    /// Creates the run if it is new and takes its lease if it is free and the run is new, unfinished, or failed in a
    /// way that another delivery may mend. A run that is new while a newer version of its key is already known is
    /// created as SUPERSEDED and not taken.
    ///
    /// @return empty if the lease was not taken; [#find] tells why
    Optional<Taken> arrive(NewRun candidate, String owner, Duration lease);

    /// Creates a run unless it is there, for whoever resumes it.
    ///
    /// @param refusal why it is not to be run: it is created as REFUSED then
    void create(NewRun run, @Nullable Reason refusal);

    /// Takes the lease, if it is free, of a run that is unfinished or failed in a way that another try may mend.
    Optional<Taken> resume(RunId run, String owner, Duration lease);

    /// Takes the lease of a failed or stopped run for a new attempt, if `attempt` is still its latest one.
    Optional<Taken> restart(RunId run, int attempt, String owner, Duration lease);

    /// Notes how far the run had come when a hop began.
    void markProgress(RunId run, long fence, long mark, int stalled);

    /// Extends the lease; false if it was lost.
    boolean renew(RunId run, long fence, Duration lease);

    /// The checkpoint of a step, [Checkpoint#START] if there is none yet.
    Checkpoint checkpoint(RunId run, String step);

    /// The checkpoints of a run's steps, in the order in which they were last written, with the rejects that are kept.
    List<StepAccount> accounts(RunId run);

    /// What a step says of itself, and how many rejects the store holds of it.
    record StepAccount(String step, Checkpoint checkpoint, long rejectsKept) {

        boolean balanced() {
            Totals totals = checkpoint.totals();
            return checkpoint.done() && totals.balanced() && totals.rejected() == rejectsKept;
        }

        @Override
        public String toString() {
            Totals totals = checkpoint.totals();
            return "step %s read %d%s, written %d, filtered %d, rejected %d, rejects kept %d"
                    .formatted(
                            step,
                            totals.read(),
                            checkpoint.done() ? "" : " (not to the end)",
                            totals.written(),
                            totals.filtered(),
                            totals.rejected(),
                            rejectsKept);
        }
    }

    /// Saves a checkpoint in the caller's transaction and extends the lease.
    ///
    /// @return whether the run was asked to stop
    /// @throws LeaseLostException if the fence has been raised
    boolean save(RunId run, long fence, String step, Checkpoint checkpoint, Duration lease);

    /// Gives the lease back.
    ///
    /// @param notifications kept with it, to be sent afterwards
    /// @return the run; empty if the lease was lost before
    Optional<Run> release(RunId run, long fence, Ending ending, List<Notification> notifications);

    /// How a hop ends.
    ///
    /// @param state the run's new state; STARTED if it is to be continued
    /// @param outcome one word for the history
    /// @param reason more on it
    /// @param retryable for a failed run, whether another delivery of its arrival tries it again
    record Ending(RunState state, String outcome, @Nullable Reason reason, boolean retryable) {}

    /// Asks a run to stop: one that is being worked on becomes STOPPING, one that is not STOPPED.
    ///
    /// @return the run; empty if it is unknown or not STARTED
    Optional<Run> requestStop(RunId run);

    /// Gives up a stopped or failed run; empty if it is unknown or in another state.
    Optional<Run> abandon(RunId run);

    /// Turns runs that were asked to stop and whose worker is dead into STOPPED ones.
    int settleStopped();

    /// Unfinished runs that nobody works on, each reported once in that time.
    ///
    /// @param dead how long the last sign of a worker that did not give its lease back must be past
    /// @param idle how long a run may wait for its continuation, which may stand behind others in the queue
    List<RunId> stranded(Duration dead, Duration idle, int limit);

    Optional<Run> find(RunId run);
}
