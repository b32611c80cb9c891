package io.millrace.run;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.Route;
import io.millrace.arrival.RunId;
import io.millrace.arrival.SetRule;
import io.millrace.arrival.SetRule.Place;
import io.millrace.notify.Notifications;
import io.millrace.run.RunStore.EndedRun;
import io.millrace.run.RunStore.NewRun;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Gathers the files of a set until it is complete, and makes its run then: in one transaction behind a lock on the
/// set's key, so that of any number of deliveries at once one makes the run and all others find it.
///
/// A file that comes before its set is complete joins it, and replaces an older version of itself. A file that comes
/// after the set's run began is reported as late and opens the next generation of the set, which waits for the end of
/// that run even if it is complete before. A file that comes after the set's run failed takes the set's other files
/// with it: a corrected file is enough.
@Component
class FileSets {

    private static final Logger log = LoggerFactory.getLogger(FileSets.class);

    private final FileSetStore sets;
    private final RunStore runs;
    private final Notifications notifications;
    private final TransactionOperations transaction;

    FileSets(FileSetStore sets, RunStore runs, Notifications notifications, TransactionOperations transaction) {
        this.sets = sets;
        this.runs = runs;
        this.notifications = notifications;
        this.transaction = transaction;
    }

    /// Takes in a file that arrived, in the caller's transaction.
    ///
    /// @param newness what the announcement is beside those of the same key before
    Admission admit(Route route, SetRule rule, Place place, Arrival arrival, Newness newness) {
        return new Desk(route, rule, place).admit(arrival, newness);
    }

    /// Makes a run of the newest version of each member, although the set may have run before.
    ///
    /// @param request names the request, and so the run
    Admission rerun(Route route, SetRule rule, Place place, Arrival arrival, String request) {
        return Objects.requireNonNull(
                transaction.execute(status -> new Desk(route, rule, place).rerun(arrival, request)));
    }

    /// Looks at a set that waits for files, or for the end of the run before it. If that has ended undone, the set
    /// takes its files, and may be complete with them. If the set has waited for files for too long, a notification
    /// tells. When it is due again is noted behind the same lock, so that the end of a run that comes now has it due
    /// once more.
    ///
    /// @param generation that was due
    /// @return its run, if it has one now
    Optional<RunId> look(Route route, SetRule rule, String set, int generation) {
        Admission admission =
                transaction.execute(
                        status -> {
                            Desk desk = new Desk(route, rule, new Place(set, "A file"));
                            sets.lookedAt(route.name(), set, generation);
                            return desk.look();
                        });
        return admission instanceof Admission.Ready(var run) ? Optional.of(run) : Optional.empty();
    }

    /// One file's business with its set, in one transaction.
    private final class Desk {

        private final Route route;
        private final SetRule rule;
        private final Place place;
        private final List<Generation> generations;

        Desk(Route route, SetRule rule, Place place) {
            this.route = route;
            this.rule = rule;
            this.place = place;
            this.generations = sets.lock(route.name(), place.set(), rule.deadline());
        }

        Admission admit(Arrival arrival, Newness newness) {
            Optional<Generation> known =
                    generations.reversed().stream()
                            .filter(generation -> generation.has(place.member(), arrival))
                            .findFirst();
            return switch (newness) {
                case NEWER -> admitNew(arrival);
                case AGAIN ->
                        known.filter(generation -> !hasEndedUndone(generation))
                                .map(this::admittedAgain)
                                .orElseGet(() -> admitNew(arrival));
                case KNOWN -> known.map(this::admission).orElseGet(() -> admitNew(arrival));
                case OLDER, UNDECIDED -> known.map(this::admission).orElseGet(() -> stale(arrival));
            };
        }

        private static Admission stale(Arrival arrival) {
            return refused(
                    RunFault.STALE_EVENT,
                    "A newer version was announced before; %s is left out".formatted(arrival.object()));
        }

        private boolean hasEndedUndone(Generation generation) {
            return generation.run() != null && sets.stateOf(generation.run()).endedUndone();
        }

        private Admission admittedAgain(Generation generation) {
            if (generation.run() != null) {
                runs.announcedAgain(generation.run());
            }
            return admission(generation);
        }

        private boolean isStale(Arrival arrival) {
            return generations.stream()
                    .map(generation -> generation.members().get(place.member()))
                    .anyMatch(other -> other != null && arrival.isOlderThan(other));
        }

        private Admission admitNew(Arrival arrival) {
            Generation latest = generations.getLast();
            if (latest.run() == null) {
                sets.put(route.name(), latest, place.member(), arrival);
                return completed(with(latest, arrival));
            }
            return switch (stateOfLastRun()) {
                case FAILED, STOPPED, SUPERSEDED, ABANDONED, GONE, REFUSED ->
                        completed(opened(latest, with(latest, arrival).members(), null));
                case STARTED, STOPPING, COMPLETED -> {
                    notifications.keep(latest.run().value(), SetNotices.late(route, place, latest.run()));
                    yield completed(opened(latest, Map.of(place.member(), arrival), null));
                }
            };
        }

        /// REFUSED only if nothing else ever ran.
        private RunState stateOfLastRun() {
            return lastRun().map(sets::stateOf).orElse(RunState.REFUSED);
        }

        /// What was refused says nothing of the run that it was refused for.
        private Optional<RunId> lastRun() {
            return generations.reversed().stream()
                    .flatMap(generation -> Optional.ofNullable(generation.run()).stream())
                    .filter(run -> sets.stateOf(run) != RunState.REFUSED)
                    .findFirst();
        }

        Admission look() {
            Generation latest = generations.getLast();
            if (latest.run() != null) {
                return admission(latest);
            }
            if (latest.missing(rule).isEmpty()) {
                return completed(latest);
            }
            Admission adopted = generations.size() < 2 ? admission(latest) : adopt(latest);
            if (adopted instanceof Admission.Answered && sets.isOverdue(route.name(), latest)) {
                sets.reminded(route.name(), latest);
                notifications.keep(null, SetNotices.incomplete(route, rule, latest));
            }
            return adopted;
        }

        /// As if the late files had come after the end of the run before.
        private Admission adopt(Generation latest) {
            Generation before = generations.get(generations.size() - 2);
            if (!lastRun().map(sets::hasFailedForGood).orElse(false)) {
                return admission(latest);
            }
            Map<String, Arrival> members = new HashMap<>(before.members());
            members.putAll(latest.members());
            members.forEach((member, arrival) -> sets.put(route.name(), latest, member, arrival));
            return completed(new Generation(latest.set(), latest.number(), latest.request(), null, members));
        }

        private Generation with(Generation generation, Arrival arrival) {
            Map<String, Arrival> members = new HashMap<>(generation.members());
            members.put(place.member(), arrival);
            return new Generation(generation.set(), generation.number(), generation.request(), null, members);
        }

        private Generation opened(Generation last, Map<String, Arrival> members, @Nullable String request) {
            Generation next = new Generation(last.set(), last.number() + 1, request, null, members);
            sets.open(route.name(), next, rule.deadline());
            return next;
        }

        Admission rerun(Arrival arrival, String request) {
            Optional<RunId> unfinished = unfinished();
            if (unfinished.isPresent()) {
                return refused(
                        RunFault.SET_IS_RUNNING,
                        "Run %s is working on set %s; ask again when it has ended"
                                .formatted(unfinished.get(), place.set()));
            }
            Map<String, Arrival> newest = new HashMap<>();
            generations.forEach(generation -> newest.putAll(generation.members()));
            if (!isStale(arrival)) {
                newest.put(place.member(), arrival);
            }
            Generation all = new Generation(place.set(), 0, request, null, newest);
            List<String> missing = all.missing(rule);
            return missing.isEmpty()
                    ? completed(requested(newest, request))
                    : refused(
                            RunFault.SET_IS_INCOMPLETE,
                            "Set %s has never had %s; it can run when all of its files are there"
                                    .formatted(place.set(), String.join(", ", missing)));
        }

        /// What waits for other files is taken into the new run, so that nothing waits any more.
        private Generation requested(Map<String, Arrival> members, String request) {
            Generation latest = generations.getLast();
            if (latest.run() != null) {
                return opened(latest, members, request);
            }
            members.forEach((member, arrival) -> sets.put(route.name(), latest, member, arrival));
            sets.request(route.name(), latest, request);
            return new Generation(latest.set(), latest.number(), request, null, members);
        }

        private Admission completed(Generation generation) {
            if (!generation.missing(rule).isEmpty()) {
                return admission(generation);
            }
            if (unfinished().isPresent()) {
                sets.waitsForRun(route.name(), generation);
                return admission(generation);
            }
            NewRun run = generation.newRun(route, rule);
            Reason refusal = generation.request() == null ? refusal() : null;
            if (refusal == null) {
                sets.supersede(route.name(), place.set(), SetNotices.replaced(place));
            }
            runs.create(run, refusal == null ? null : new EndedRun(RunState.REFUSED, refusal));
            sets.close(route.name(), generation, run.id());
            if (refusal != null) {
                notifications.keep(run.id().value(), SetNotices.refused(route, place, refusal));
            }
            log.info("Set {} of route {} is complete: run {}", place.set(), route.name(), run.id());
            return new Admission.Ready(run.id());
        }

        private @Nullable Reason refusal() {
            return rule.once()
                    ? sets.runIn(route.name(), place.set(), RunState.COMPLETED)
                            .map(run -> SetNotices.ranBefore(place, run))
                            .orElse(null)
                    : null;
        }

        private Optional<RunId> unfinished() {
            return sets.runIn(route.name(), place.set(), RunState.STARTED, RunState.STOPPING);
        }

        private Admission admission(Generation generation) {
            return generation.run() == null
                    ? new Admission.Answered(new Outcome.Waiting(place.set(), generation.missing(rule)))
                    : new Admission.Ready(generation.run());
        }

        private static Admission refused(RunFault fault, String text) {
            return new Admission.Answered(new Outcome.Refused(new Reason(fault.name(), text)));
        }
    }
}
