package io.millrace.run;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.RunId;
import io.millrace.notify.Notifications;
import io.millrace.reject.Rejects;
import io.millrace.run.Lease.Moment;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/// The one way by which jobs are started. Whoever comes, a delivery, a duplicate, a continuation, a restart, first
/// takes the run's lease in one atomic step; the one who has it works, all others are told why they do not.
@Component
public class Gate {

    private static final Logger log = LoggerFactory.getLogger(Gate.class);

    /// How long rejects and notifications of a run are seen to by its worker; the sweeper has all the time for the
    /// rest.
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);

    private final RunStore store;
    private final Intake intake;
    private final Worker worker;
    private final CommandQueue commands;
    private final Rejects rejects;
    private final Notifications notifications;
    private final RunSettings settings;
    private final StaleSessions sessions;
    private final String owner;

    Gate(
            RunStore store,
            Intake intake,
            Worker worker,
            CommandQueue commands,
            Rejects rejects,
            Notifications notifications,
            RunSettings settings,
            StaleSessions sessions) {
        this.store = store;
        this.intake = intake;
        this.worker = worker;
        this.commands = commands;
        this.rejects = rejects;
        this.notifications = notifications;
        this.settings = settings;
        this.sessions = sessions;
        this.owner = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    }

    /// Records arrivals, so that nothing is lost if this process ends now, and takes the lease of the first one's run
    /// if that is new.
    ///
    /// @return what came of each, in their order, for [#work]
    List<Admission> record(List<Arrival> arrivals, Deadline deadline) {
        return intake.record(arrivals, new Intake.Worker(owner, Lease.lengthOf(settings.lease(), deadline)), deadline);
    }

    /// Works on what was recorded.
    Outcome work(Admission admission, Deadline deadline) {
        return switch (admission) {
            case Admission.Leased(var run, var askedAt) -> work(run, askedAt, deadline);
            case Admission.Ready(var run) -> resume(run, deadline);
            case Admission.Answered(var outcome) -> outcome;
            case Admission.Failed(var why) -> throw why;
        };
    }

    /// Runs the file that arrived, unless that has been done or is being done.
    public Outcome arrive(Arrival arrival, Deadline deadline) {
        return work(record(List.of(arrival), deadline).getFirst(), deadline);
    }

    /// Goes on with a run that is due: new, stopped before a deadline, to be tried again, or left by a worker that
    /// died.
    public Outcome resume(RunId run, Deadline deadline) {
        Moment askedAt = Moment.now();
        return lease(run, deadline).map(leased -> work(leased, askedAt, deadline)).orElseGet(() -> explain(run));
    }

    private Optional<LeasedRun> lease(RunId run, Deadline deadline) {
        Optional<LeasedRun> leased = store.lease(run, owner, Lease.lengthOf(settings.lease(), deadline));
        if (leased.isPresent() && leased.get().cause() == Hop.Cause.RECOVERED) {
            sessions.end();
        }
        return leased;
    }

    private Outcome work(LeasedRun first, Moment firstAskedAt, Deadline deadline) {
        LeasedRun leased = first;
        Moment askedAt = firstAskedAt;
        for (int tried = 0; ; tried++) {
            Worker.Ended ended = worker.work(leased, askedAt, deadline);
            afterwards(ended, deadline);
            Duration pause = pause(tried);
            if (!ended.transientFault()
                    || tried >= settings.retries()
                    || deadline.remaining().compareTo(pause.plus(settings.reserve())) < 0) {
                return outcome(leased.id(), ended);
            }
            log.info("Run {} met a transient fault and is tried again in {} ms", leased.id(), pause.toMillis());
            sleep(pause);
            askedAt = Moment.now();
            Optional<LeasedRun> again = lease(leased.id(), deadline);
            if (again.isEmpty()) {
                return explain(leased.id());
            }
            leased = again.get();
        }
    }

    private Outcome outcome(RunId id, Worker.Ended ended) {
        Run run = ended.run();
        if (run == null) {
            if (ended.waiting() != null) {
                commands.hint(List.of(ended.waiting()));
            }
            return new Outcome.Busy(id, null);
        }
        return switch (run.state()) {
            case STARTED -> {
                commands.hint(List.of(id));
                yield new Outcome.Continues(run);
            }
            case COMPLETED -> new Outcome.Completed(run);
            case FAILED -> new Outcome.Failed(run);
            case STOPPED, STOPPING, ABANDONED, SUPERSEDED, GONE, REFUSED -> new Outcome.Settled(run);
        };
    }

    /// What a run leaves to be sent is due work, which nobody waits for; to begin with it at once is a courtesy. It
    /// sends as many as it has left, whoever left them: the oldest come first.
    private void afterwards(Worker.Ended ended, Deadline deadline) {
        Deadline soon = Deadline.share(AFTERWARDS, deadline);
        BooleanSupplier timeLeft = () -> soon.remaining().isPositive();
        try {
            if (ended.run() != null) {
                rejects.perform(ended.run().rejected(), timeLeft);
            }
            notifications.perform(ended.raised(), timeLeft);
        } catch (RuntimeException e) {
            log.warn("What the run has left to be sent waits for the sweeper: {}", e.toString());
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
