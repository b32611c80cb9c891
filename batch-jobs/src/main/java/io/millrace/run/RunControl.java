package io.millrace.run;

import io.millrace.arrival.RunId;

import org.springframework.stereotype.Component;

import java.util.List;
import java.util.Optional;

/// What operators ask of runs. Nothing here runs a job: it changes the run's row, where the worker sees a stop at the
/// next chunk boundary, and by which a restarted run is due.
@Component
public class RunControl {

    private final RunStore store;
    private final CommandQueue commands;

    RunControl(RunStore store, CommandQueue commands) {
        this.store = store;
        this.commands = commands;
    }

    /// What came of a request.
    public sealed interface Answer {

        /// It is done or on its way; the run as it stands now.
        record Accepted(Run run) implements Answer {}

        /// The run's state does not allow it; see [RunAction#allowedIn].
        record Illegal(Run run) implements Answer {}

        /// There is no such run.
        record Unknown() implements Answer {}
    }

    /// Asks a run to stop at the next chunk boundary.
    public Answer stop(RunId run) {
        return answer(run, store.requestStop(run));
    }

    /// Begins a new attempt from the last checkpoint: the run is due at once. Of several requests at once one takes
    /// effect.
    public Answer restart(RunId run) {
        Optional<Run> restarted = store.restart(run);
        restarted.ifPresent(due -> commands.hint(List.of(run)));
        return answer(run, restarted);
    }

    /// Gives a run up for good.
    public Answer abandon(RunId run) {
        return answer(run, store.abandon(run));
    }

    private Answer answer(RunId id, Optional<Run> done) {
        return done.<Answer>map(Answer.Accepted::new)
                .or(() -> store.find(id).map(Answer.Illegal::new))
                .orElseGet(Answer.Unknown::new);
    }
}
