package io.millrace.run;

import io.millrace.arrival.Delivery;
import io.millrace.arrival.RunId;

import org.springframework.stereotype.Component;

import java.util.Optional;

/// What operators ask of runs. Nothing here runs a job: a restart travels through the queue of arrivals, and a stop is
/// noted with the run, where its worker sees it at the next chunk boundary without waiting behind other messages.
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

    /// Asks for a new attempt from the last checkpoint. Of several requests for the same attempt one takes effect.
    public Answer restart(RunId run) {
        Optional<Run> restartable =
                store.find(run).filter(found -> RunAction.allowedIn(found.state()).contains(RunAction.RESTART));
        restartable.ifPresent(found -> commands.send(new Delivery.Restart(run, found.attempt())));
        return answer(run, restartable);
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
