package io.millrace.run;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.Route;
import io.millrace.arrival.RunId;
import io.millrace.arrival.SetRule;

import org.springframework.stereotype.Component;

import java.util.List;
import java.util.UUID;

/// Runs on request what has run before. The run is kept, with an id of its own, and is due; a message hints at it.
@Component
public class Reruns {

    private final FileSets sets;
    private final Intake intake;
    private final CommandQueue commands;

    Reruns(FileSets sets, Intake intake, CommandQueue commands) {
        this.sets = sets;
        this.intake = intake;
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
        Admission admission =
                route.set() == null ? intake.rerun(route, arrival, request) : set(route, route.set(), arrival, request);
        return switch (admission) {
            case Admission.Ready(var run) -> {
                commands.hint(List.of(run));
                yield new Answer.Accepted(run);
            }
            case Admission.Answered(Outcome.Refused(var reason)) -> new Answer.Refused(reason);
            case Admission.Leased _, Admission.Answered _, Admission.Failed _ ->
                    throw new IllegalStateException("A request to run again came to " + admission);
        };
    }

    private Admission set(Route route, SetRule rule, Arrival arrival, String request) {
        SetRule.Place place =
                rule.place(arrival.object().key())
                        .orElseThrow(() -> new IllegalArgumentException(arrival.object() + " is no member of a set"));
        return sets.rerun(route, rule, place, arrival, request);
    }
}
