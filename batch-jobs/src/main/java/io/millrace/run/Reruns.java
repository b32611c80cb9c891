package io.millrace.run;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.Route;
import io.millrace.arrival.RunId;
import io.millrace.arrival.SetRule;
import io.millrace.run.FileSets.Admission;
import io.millrace.run.RunStore.NewRun;

import org.springframework.stereotype.Component;

import java.util.Optional;
import java.util.UUID;

/// Runs on request what has run before. The run is kept first, with an id of its own, and carried out by a message; if
/// that is lost, the sweeper sends another one.
@Component
public class Reruns {

    private final FileSets sets;
    private final RunStore store;
    private final CommandQueue commands;

    Reruns(FileSets sets, RunStore store, CommandQueue commands) {
        this.sets = sets;
        this.store = store;
        this.commands = commands;
    }

    /// What came of a request.
    public sealed interface Answer {

        /// There is a new run, on its way.
        record Accepted(RunId run) implements Answer {}

        /// There is none.
        record Refused(Reason reason) implements Answer {}
    }

    /// Runs a file once more; if its route takes sets, the file's set with the newest version of each member.
    ///
    /// @param route takes the arrival
    public Answer rerun(Route route, Arrival arrival) {
        String request = UUID.randomUUID().toString();
        Answer answer =
                route.set() == null ? single(route, arrival, request) : set(route, route.set(), arrival, request);
        if (answer instanceof Answer.Accepted(var run)) {
            commands.send(new Delivery.Continue(run));
        }
        return answer;
    }

    private Answer single(Route route, Arrival arrival, String request) {
        Optional<Run> unfinished = store.find(arrival.runId()).filter(run -> run.state().unfinished());
        if (unfinished.isPresent()) {
            return new Answer.Refused(
                    new Reason(
                            RunFault.RUN_IS_UNFINISHED.name(),
                            "Run %s is working on this file; ask again when it has ended".formatted(arrival.runId())));
        }
        NewRun run = Gate.candidate(RunId.of(arrival.object(), request), route, arrival);
        store.create(run, null);
        return new Answer.Accepted(run.id());
    }

    private Answer set(Route route, SetRule rule, Arrival arrival, String request) {
        SetRule.Place place =
                rule.place(arrival.object().key())
                        .orElseThrow(() -> new IllegalArgumentException(arrival.object() + " is no member of a set"));
        return switch (sets.rerun(route, rule, place, arrival, request)) {
            case Admission.Ready(var run) -> new Answer.Accepted(run);
            case Admission.Refused(var reason) -> new Answer.Refused(reason);
            case Admission.Waiting(var key, var missing) ->
                    throw new IllegalStateException("Set %s waits for %s".formatted(key, missing));
        };
    }
}
