package io.millrace.run;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.RedriveKey;
import io.millrace.arrival.Route;
import io.millrace.arrival.Routes;
import io.millrace.arrival.RunId;
import io.millrace.arrival.SetRule;
import io.millrace.run.FileSets.Admission;
import io.millrace.run.RunStore.NewRun;
import io.millrace.run.RunStore.Taken;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/// The one way by which jobs are started. Whoever comes, a delivery, a duplicate, a continuation, a restart, first
/// takes the run's lease in one atomic step; the one who has it works, all others are told why they do not.
@Component
public class Gate {

    private static final Logger log = LoggerFactory.getLogger(Gate.class);

    private final RunStore store;
    private final Routes routes;
    private final FileSets sets;
    private final Worker worker;
    private final RunSettings settings;
    private final String owner;

    Gate(RunStore store, Routes routes, FileSets sets, Worker worker, RunSettings settings) {
        this.store = store;
        this.routes = routes;
        this.sets = sets;
        this.worker = worker;
        this.settings = settings;
        this.owner = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    }

    /// Runs the file that arrived, unless that has been done or is being done.
    public Outcome arrive(Arrival arrival, Deadline deadline) {
        Optional<Route> route = routes.route(arrival, run -> store.find(run).map(Run::route));
        if (route.isEmpty()) {
            return new Outcome.Unrouted(arrival.object());
        }
        SetRule rule = route.get().set();
        if (rule != null) {
            return rule.place(arrival.object().key())
                    .map(place -> join(sets.admit(route.get(), rule, place, arrival), deadline))
                    .orElseGet(() -> new Outcome.Unrouted(arrival.object()));
        }
        NewRun run = candidate(arrival.runId(), route.get(), arrival);
        return work(run.id(), () -> store.arrive(run, owner, settings.lease()), deadline);
    }

    private Outcome join(Admission admission, Deadline deadline) {
        return switch (admission) {
            case Admission.Ready(var run) -> resume(run, deadline);
            case Admission.Waiting(var set, var missing) -> new Outcome.Waiting(set, missing);
            case Admission.Refused(var reason) -> new Outcome.Refused(reason);
        };
    }

    /// Goes on with a run that stopped before a deadline or whose worker died.
    public Outcome resume(RunId run, Deadline deadline) {
        return work(run, () -> store.resume(run, owner, settings.lease()), deadline);
    }

    /// Starts a new attempt of a failed or stopped run, unless somebody has done so since `attempt`.
    public Outcome restart(RunId run, int attempt, Deadline deadline) {
        // The restart's own message comes back if its hop failed; by then the attempt has moved on.
        return work(
                run,
                () ->
                        store.restart(run, attempt, owner, settings.lease())
                                .or(() -> store.resume(run, owner, settings.lease())),
                deadline);
    }

    static NewRun candidate(RunId id, Route route, Arrival arrival) {
        RunId parent = RedriveKey.parse(arrival.object().key()).map(RedriveKey::parent).orElse(null);
        return new NewRun(id, route.job(), route.name(), route.parameters(), arrival, null, parent);
    }

    private Outcome work(RunId id, Supplier<Optional<Taken>> take, Deadline deadline) {
        for (int tried = 0; ; tried++) {
            long askedAt = System.nanoTime();
            Optional<Taken> taken = tried == 0 ? take.get() : store.resume(id, owner, settings.lease());
            if (taken.isEmpty()) {
                return explain(id);
            }
            Worker.Result result = worker.work(taken.get(), askedAt, deadline);
            Duration pause = pause(tried);
            if (!result.transientFault()
                    || tried >= settings.retries()
                    || deadline.remaining().compareTo(pause.plus(settings.reserve())) < 0) {
                return result.outcome();
            }
            log.info("Run {} met a transient fault and is tried again in {} ms", id, pause.toMillis());
            sleep(pause);
        }
    }

    /// Why the lease was not to be had.
    private Outcome explain(RunId id) {
        Run run = store.find(id).orElse(null);
        if (run == null) {
            return new Outcome.Refused(new Reason(RunFault.UNKNOWN_RUN.name(), "There is no run " + id));
        }
        return switch (run.state()) {
            case STARTED, STOPPING -> new Outcome.Busy(id, run.leaseUntil());
            case FAILED -> new Outcome.Failed(run);
            case COMPLETED, STOPPED, ABANDONED, SUPERSEDED, GONE, REFUSED -> new Outcome.Settled(run);
        };
    }

    /// Exponential back-off with full jitter.
    private Duration pause(int tried) {
        long most = settings.retryDelay().toMillis() << tried;
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1));
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting to try again", e);
        }
    }
}
