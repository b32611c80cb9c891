package io.millrace.run;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.RunId;
import io.millrace.notify.Notification;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Stores runs, leases and checkpoints. Every method is atomic, and joins the caller's transaction if there is one.
///
/// The row of a run decides. A lease is free when nobody holds it or when it has expired by the store's clock. What a
/// holder writes is conditional on its fence and its name.
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

    /// Creates a run unless there is one with its id.
    ///
    /// @param ended the state and the reason of a run that is not to be worked on; null for one that is due
    /// @return whether it was created
    boolean create(NewRun run, @Nullable EndedRun ended);

    /// How a run is kept that nobody works on.
    record EndedRun(RunState state, Reason reason) {}

    /// Creates a run unless there is one with its id, and takes its lease.
    ///
    /// @return empty if there is one
    Optional<LeasedRun> createLeased(NewRun run, String owner, Duration lease);

    /// Takes the lease, if it is free, of a run that is unfinished or failed in a way that another try may mend. Does
    /// not wait for anybody who is just changing the run.
    Optional<LeasedRun> lease(RunId run, String owner, Duration lease);

    /// Notes that the content of a run was announced once more: a run whose worker finds the object gone looks again,
    /// one that failed for good is tried again.
    void announcedAgain(RunId run);

    /// Takes all runs of an object that are not done, but for one, out of the way: nobody can commit anything for them
    /// any more. A worker on one of them may not have noticed yet, and write to another store meanwhile; so nobody
    /// works on the newer run before it has noticed ([#letGo]) or its lease is over.
    ///
    /// @param by the run that has newer content; it exists
    void supersede(String bucket, String key, RunId by, Reason reason);

    /// Notes that the worker of a superseded run has noticed, and writes nothing for it any more.
    ///
    /// @return the run that waited for that, which is due now; empty if none did
    Optional<RunId> letGo(LeasedRun superseded);

    /// Extends the lease; false if it was lost.
    boolean renew(LeasedRun run, Duration lease);

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
    /// @param execution the id of the step's execution
    /// @return whether the run was asked to stop
    /// @throws LeaseLostException if the run is somebody else's, or has ended
    boolean save(LeasedRun run, String step, long execution, Checkpoint checkpoint, Duration lease);

    /// Gives the lease back. A run that ends as gone or superseded because its object was not there goes on if the
    /// object was announced again meanwhile; one that is to be continued or tried again is due. One that was asked to
    /// stop does neither: it is stopped, with the reason for which it would have been tried again.
    ///
    /// @param notifications kept with it, to be sent afterwards
    /// @return the run; empty if the lease was lost before
    Optional<Run> release(LeasedRun run, Ending ending, List<Notification> notifications);

    /// How a hop ends.
    ///
    /// @param state the run's new state; STARTED if it is to be continued
    /// @param outcome one word for the history
    /// @param reason more on it
    /// @param retryable for a failed run, whether it is tried again by itself
    record Ending(RunState state, String outcome, @Nullable Reason reason, boolean retryable) {}

    /// Asks a run to stop: one that is being worked on becomes STOPPING, one that is not STOPPED.
    ///
    /// @return the run; empty if it is unknown or not STARTED
    Optional<Run> requestStop(RunId run);

    /// Has a failed or stopped run begin a new attempt: it is due at once. Empty if it is unknown or in another state.
    Optional<Run> restart(RunId run);

    /// Gives up a stopped or failed run; empty if it is unknown or in another state.
    Optional<Run> abandon(RunId run);

    /// Runs that are due and that nobody works on, the oldest first; they are due again after a while. Of those that
    /// were asked to stop, the stop is carried out instead.
    List<RunId> claimDue(int limit);

    Optional<Run> find(RunId run);
}
