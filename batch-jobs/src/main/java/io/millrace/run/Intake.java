package io.millrace.run;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.RedriveKey;
import io.millrace.arrival.Route;
import io.millrace.arrival.Routes;
import io.millrace.arrival.RunId;
import io.millrace.arrival.SetRule;
import io.millrace.io.S3Objects;
import io.millrace.run.Lease.Moment;
import io.millrace.run.ObjectHeads.Head;
import io.millrace.run.ObjectHeads.ObjectKey;
import io.millrace.run.RunStore.EndedRun;
import io.millrace.run.RunStore.NewRun;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Records arrivals: all of an invocation in one transaction, before anything is done about any of them. From then on
/// their messages are not needed any more.
///
/// Which content of a key is the newest is decided behind the lock on the key's head. Newer content takes the runs of
/// older content out of the way, also those that are being worked on. Where sequencers do not tell which content is
/// newer, S3 is asked, outside of the transaction; its answer counts if the head has not changed since before it was
/// asked.
@Component
class Intake {

    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    /// How often S3 is asked, at most, while the head keeps changing.
    private static final int QUESTIONS = 10;

    private final RunStore store;
    private final ObjectHeads heads;
    private final Routes routes;
    private final FileSets sets;
    private final S3Objects objects;
    private final TransactionOperations transaction;

    Intake(
            RunStore store,
            ObjectHeads heads,
            Routes routes,
            FileSets sets,
            S3Objects objects,
            TransactionOperations transaction) {
        this.store = store;
        this.heads = heads;
        this.routes = routes;
        this.sets = sets;
        this.objects = objects;
        this.transaction = transaction;
    }

    /// Who wants to work on the first run that is new.
    record Worker(String owner, Duration lease) {}

    /// What S3 said, and the state of the head from before it was asked.
    private record Verdict(boolean current, long changes) {}

    /// Records arrivals, and takes the lease of the first of them if its run is new. One that meets what somebody else
    /// has locked fails after a while; the others are recorded as long as there is time.
    ///
    /// @return what came of each, in their order
    List<Admission> record(List<Arrival> arrivals, Worker worker, Deadline deadline) {
        Map<Integer, Arrival> left = new LinkedHashMap<>();
        for (int i = 0; i < arrivals.size(); i++) {
            left.put(i, arrivals.get(i));
        }
        Map<Integer, Admission> admissions = new TreeMap<>();
        try {
            record(left, admissions, worker);
        } catch (RuntimeException e) {
            log.warn(
                    "{} arrivals could not be recorded at once, each is recorded on its own: {}",
                    left.size(),
                    e.toString());
            left.forEach(
                    (i, arrival) ->
                            admissions.put(
                                    i,
                                    deadline.remaining().isPositive()
                                            ? recordAlone(i, arrival, worker)
                                            : new Admission.Failed(e)));
        }
        return List.copyOf(admissions.values());
    }

    private Admission recordAlone(int i, Arrival arrival, Worker worker) {
        Map<Integer, Admission> admissions = new HashMap<>();
        try {
            record(new HashMap<>(Map.of(i, arrival)), admissions, worker);
        } catch (RuntimeException e) {
            return new Admission.Failed(e);
        }
        return Objects.requireNonNull(admissions.get(i));
    }

    /// @param left loses what is recorded
    private void record(Map<Integer, Arrival> left, Map<Integer, Admission> admissions, Worker worker) {
        Map<Integer, Verdict> verdicts = new HashMap<>();
        for (int question = 0; !left.isEmpty(); question++) {
            if (question > QUESTIONS) {
                throw keepsChanging(left.values());
            }
            Round round = new Round(left, verdicts, worker);
            transaction.executeWithoutResult(status -> round.record());
            admissions.putAll(round.admissions);
            left.keySet().removeAll(round.admissions.keySet());
            round.undecided.forEach((i, head) -> verdicts.put(i, ask(left.get(i), head)));
        }
    }

    private Verdict ask(@Nullable Arrival arrival, Head head) {
        return new Verdict(objects.isCurrent(Objects.requireNonNull(arrival).object()), head.changes());
    }

    /// One transaction.
    private final class Round {

        private final Map<Integer, Arrival> arrivals;
        private final Map<Integer, Verdict> verdicts;
        private final Worker worker;
        private final Moment askedAt = Moment.now();
        private final Map<Integer, Admission> admissions = new HashMap<>();
        private final Map<Integer, Head> undecided = new HashMap<>();

        Round(Map<Integer, Arrival> arrivals, Map<Integer, Verdict> verdicts, Worker worker) {
            this.arrivals = arrivals;
            this.verdicts = verdicts;
            this.worker = worker;
        }

        void record() {
            Map<Integer, Route> routed = new LinkedHashMap<>();
            arrivals.forEach(
                    (i, arrival) ->
                            route(arrival)
                                    .ifPresentOrElse(
                                            route -> routed.put(i, route),
                                            () ->
                                                    admissions.put(
                                                            i,
                                                            new Admission.Answered(
                                                                    new Outcome.Unrouted(arrival.object())))));
            Map<ObjectKey, Head> locked =
                    heads.lock(
                            routed.keySet().stream()
                                    .map(i -> ObjectKey.of(Objects.requireNonNull(arrivals.get(i))))
                                    .toList());
            routed.forEach((i, route) -> record(i, route, locked));
        }

        private void record(int i, Route route, Map<ObjectKey, Head> locked) {
            Arrival arrival = Objects.requireNonNull(arrivals.get(i));
            Head head = Objects.requireNonNull(locked.get(ObjectKey.of(arrival)));
            Verdict verdict = verdicts.get(i);
            Boolean current = (verdict != null && verdict.changes() == head.changes()) ? verdict.current() : null;
            Newness newness = Newness.of(arrival, head, current);
            if (newness == Newness.UNDECIDED) {
                undecided.put(i, head);
                return;
            }
            Recorded recorded =
                    newness == Newness.KNOWN && head.done()
                            ? new Recorded(
                                    new Admission.Answered(new Outcome.DoneBefore(arrival.object())),
                                    head.known(arrival))
                            : recorded(i, route, arrival, head, newness);
            if (!recorded.head().equals(head)) {
                heads.save(recorded.head());
                locked.put(ObjectKey.of(arrival), recorded.head());
            }
            admissions.put(i, recorded.admission());
        }

        private Recorded recorded(int i, Route route, Arrival arrival, Head head, Newness newness) {
            SetRule rule = route.set();
            return rule == null ? single(i, route, arrival, head, newness) : ofSet(route, rule, arrival, head, newness);
        }

        private Recorded ofSet(Route route, SetRule rule, Arrival arrival, Head head, Newness newness) {
            Admission admission =
                    sets.admit(route, rule, rule.place(arrival.object().key()).orElseThrow(), arrival, newness);
            return new Recorded(
                    admission,
                    switch (newness) {
                        case NEWER -> head.with(arrival, null);
                        case AGAIN -> head.again(arrival);
                        case KNOWN -> head.known(arrival);
                        case OLDER, UNDECIDED -> head;
                    });
        }

        private Recorded single(int i, Route route, Arrival arrival, Head head, Newness newness) {
            return switch (newness) {
                case NEWER -> newer(i, route, arrival, head);
                case AGAIN -> again(i, route, arrival, head);
                case KNOWN -> known(i, route, arrival, head);
                case OLDER, UNDECIDED -> new Recorded(older(route, arrival), head);
            };
        }

        /// Content that ran before and comes back after other content has another run.
        private Recorded newer(int i, Route route, Arrival arrival, Head head) {
            NewRun first = candidate(arrival.runId(), route, arrival);
            NewRun repeated = candidate(arrival.repeatedRunId(), route, arrival);
            // Where there may be a worker on older content, who has not noticed yet, the newer run waits.
            boolean atOnce = i == 0 && head.isNew();
            Admission admission =
                    create(atOnce, first)
                            .or(() -> create(atOnce, repeated))
                            .orElseGet(() -> new Admission.Ready(repeated.id()));
            RunId id = idOf(admission);
            if (!head.isNew()) {
                store.supersede(head.at().bucket(), head.at().key(), id, replacedBy(arrival));
            }
            return new Recorded(admission, head.with(arrival, id));
        }

        /// @return empty if there is such a run
        private Optional<Admission> create(boolean atOnce, NewRun run) {
            if (!atOnce) {
                return store.create(run, null) ? Optional.of(new Admission.Ready(run.id())) : Optional.empty();
            }
            return store.createLeased(run, worker.owner(), worker.lease())
                    .map(leased -> new Admission.Leased(leased, askedAt));
        }

        private static RunId idOf(Admission admission) {
            return switch (admission) {
                case Admission.Leased(var run, var _) -> run.id();
                case Admission.Ready(var run) -> run;
                case Admission.Answered _, Admission.Failed _ ->
                        throw new IllegalStateException("No run: " + admission);
            };
        }

        /// A key that was a file of a set when its content came, and is none now, has no run yet.
        private Recorded known(int i, Route route, Arrival arrival, Head head) {
            return head.run() == null
                    ? newer(i, route, arrival, head)
                    : new Recorded(new Admission.Ready(head.run()), head.known(arrival));
        }

        /// The same content was put once more. What is stored, or will be, needs no other run. If the run before found
        /// the content gone, or was given up, or is deleted since, it has another one.
        private Recorded again(int i, Route route, Arrival arrival, Head head) {
            Optional<Run> run = Optional.ofNullable(head.run()).flatMap(store::find);
            if (run.isEmpty() || run.get().state().endedUndone()) {
                return newer(i, route, arrival, head);
            }
            store.announcedAgain(run.get().id());
            return new Recorded(new Admission.Ready(run.get().id()), head.again(arrival));
        }

        private Admission older(Route route, Arrival arrival) {
            RunId repeated = arrival.repeatedRunId();
            if (arrival.sequencer() != null && store.find(repeated).isPresent()) {
                return new Admission.Ready(repeated);
            }
            Reason reason =
                    new Reason(
                            RunFault.STALE_EVENT.name(),
                            "A newer version of this key was announced before; this one is not run");
            store.create(candidate(arrival.runId(), route, arrival), new EndedRun(RunState.SUPERSEDED, reason));
            return new Admission.Ready(arrival.runId());
        }
    }

    private record Recorded(Admission admission, Head head) {}

    /// Runs once more what has run before, on request.
    ///
    /// @param request names the request, and so the run
    /// @return the run, or why there is none
    Admission rerun(Route route, Arrival arrival, String request) {
        Verdict verdict = null;
        for (int question = 0; question <= QUESTIONS; question++) {
            Rerun rerun = new Rerun(route, arrival, request, verdict);
            Optional<Admission> admission = Objects.requireNonNull(transaction.execute(status -> rerun.record()));
            if (admission.isPresent()) {
                return admission.get();
            }
            verdict = ask(arrival, Objects.requireNonNull(rerun.undecided));
        }
        throw keepsChanging(List.of(arrival));
    }

    private static IllegalStateException keepsChanging(Collection<Arrival> arrivals) {
        return new IllegalStateException("Other versions of %s arrive all the time".formatted(arrivals));
    }

    /// One transaction of a request.
    private final class Rerun {

        private final Route route;
        private final Arrival arrival;
        private final String request;
        private final @Nullable Verdict verdict;
        private @Nullable Head undecided;

        Rerun(Route route, Arrival arrival, String request, @Nullable Verdict verdict) {
            this.route = route;
            this.arrival = arrival;
            this.request = request;
            this.verdict = verdict;
        }

        /// @return empty if S3 is to be asked first
        Optional<Admission> record() {
            ObjectKey key = ObjectKey.of(arrival);
            Head head = Objects.requireNonNull(heads.lock(List.of(key)).get(key));
            if (head.isNew() || head.hasContentOf(arrival.object())) {
                return Optional.of(record(head));
            }
            if (verdict == null || verdict.changes() != head.changes()) {
                undecided = head;
                return Optional.empty();
            }
            return Optional.of(verdict.current() ? record(head) : stale());
        }

        private Admission stale() {
            return refused(
                    RunFault.STALE_EVENT,
                    "A newer version of %s was announced; to run an older one, upload it again"
                            .formatted(arrival.object()));
        }

        private Admission record(Head head) {
            Optional<Run> unfinished =
                    Optional.ofNullable(head.run()).flatMap(store::find).filter(run -> run.state().unfinished());
            if (unfinished.isPresent()) {
                return refused(
                        RunFault.RUN_IS_UNFINISHED,
                        "Run %s is working on this file; ask again when it has ended".formatted(unfinished.get().id()));
            }
            RunId id = RunId.of(arrival.object(), request);
            store.create(candidate(id, route, arrival), null);
            store.supersede(head.at().bucket(), head.at().key(), id, replacedBy(arrival));
            heads.save(head.hasContentOf(arrival.object()) ? head.with(id) : head.with(arrival, id));
            return new Admission.Ready(id);
        }
    }

    private static Admission refused(RunFault fault, String text) {
        return new Admission.Answered(new Outcome.Refused(new Reason(fault.name(), text)));
    }

    private Optional<Route> route(Arrival arrival) {
        return routes.route(arrival, run -> store.find(run).map(Run::route))
                .filter(route -> route.set() == null || route.set().place(arrival.object().key()).isPresent());
    }

    private static Reason replacedBy(Arrival arrival) {
        return new Reason(
                RunFault.REPLACED.name(),
                "%s was announced after this run had begun; it has a run of its own".formatted(arrival.object()));
    }

    private static NewRun candidate(RunId id, Route route, Arrival arrival) {
        RunId parent = RedriveKey.parse(arrival.object().key()).map(RedriveKey::parent).orElse(null);
        return new NewRun(id, route.job(), route.name(), route.parameters(), arrival, null, parent);
    }
}
