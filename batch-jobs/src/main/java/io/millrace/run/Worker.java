package io.millrace.run;

import io.millrace.arrival.Delivery;
import io.millrace.arrival.ErrorBudget;
import io.millrace.arrival.Route;
import io.millrace.arrival.Routes;
import io.millrace.notify.Notification;
import io.millrace.notify.Notifications;
import io.millrace.run.RunContext.Interruption;
import io.millrace.run.RunStore.Ending;
import io.millrace.run.RunStore.StepAccount;
import io.millrace.run.RunStore.Taken;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Does one hop of a run whose lease was taken: runs the job, tells how it ended, and gives the lease back.
@Component
class Worker {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final RunStore store;
    private final RunContexts contexts;
    private final BatchLauncher launcher;
    private final Routes routes;
    private final Map<String, Job> jobs;
    private final Map<String, RunCompletion> completions;
    private final List<RunFollower> followers;
    private final CommandQueue commands;
    private final Notifications notifications;
    private final RunSettings settings;
    private final RunMeters meters;

    Worker(
            RunStore store,
            RunContexts contexts,
            BatchLauncher launcher,
            Routes routes,
            List<Job> jobs,
            List<RunCompletion> completions,
            List<RunFollower> followers,
            CommandQueue commands,
            Notifications notifications,
            RunSettings settings,
            RunMeters meters) {
        this.store = store;
        this.contexts = contexts;
        this.launcher = launcher;
        this.routes = routes;
        this.jobs = jobs.stream().collect(Collectors.toMap(Job::getName, Function.identity()));
        this.completions = completions.stream().collect(Collectors.toMap(RunCompletion::job, Function.identity()));
        this.followers = followers;
        this.commands = commands;
        this.notifications = notifications;
        this.settings = settings;
        this.meters = meters;
    }

    /// What came of a hop.
    ///
    /// @param transientFault whether it failed in a way that may be over in a moment
    record Result(Outcome outcome, boolean transientFault) {}

    /// How a hop ended and what it has to say.
    private record End(Ending ending, List<Notification> notifications, boolean transientFault) {

        static End of(Failure failure) {
            return new End(failure.ending(), List.of(), failure.transientFault());
        }
    }

    /// @param takenAt by the monotonic clock, before the lease was asked for
    Result work(Taken taken, long takenAt, Deadline deadline) {
        Run run = taken.run();
        try (var _ = MDC.putCloseable("run", run.id().value());
                var _ = MDC.putCloseable("job", run.job());
                var _ = MDC.putCloseable("hop", run.attempt() + "." + run.hop());
                Lease lease = new Lease(store, run.id(), run.fence(), settings.lease(), takenAt)) {
            log.info("Run of {} {}", run.object(), taken.cause());
            RunContext context = new RunContext(run, lease, deadline, budget(run));
            return finish(context, spoken(taken, attempt(taken, context)));
        }
    }

    private @Nullable End attempt(Taken taken, RunContext context) {
        contexts.add(context);
        try {
            ensureProgress(taken);
            return end(context, launcher.launch(job(taken.run()), taken.run()));
        } catch (LeaseLostException e) {
            return null;
        } catch (JobExecutionException | RuntimeException e) {
            log.error("The hop failed", e);
            return End.of(Failure.of(e));
        } finally {
            contexts.remove(context);
        }
    }

    /// Adds what the pipeline has to say of a failure.
    private @Nullable End spoken(Taken taken, @Nullable End end) {
        RunCompletion completion = completions.get(taken.run().job());
        Reason reason = end == null ? null : end.ending().reason();
        if (end == null
                || reason == null
                || completion == null
                || end.ending().state() != RunState.FAILED
                || reason.code().equals(taken.failedFor())) {
            return end;
        }
        Run run = taken.run();
        try {
            Totals totals = new Audit(store.accounts(run.id())).totals();
            return new End(
                    end.ending(), completion.notifications(new FailedRun(run, reason, totals)), end.transientFault());
        } catch (RuntimeException e) {
            log.error("The pipeline could not say that run {} failed", run.id(), e);
            return end;
        }
    }

    /// @return null if the lease was lost
    private @Nullable End end(RunContext context, JobExecution execution) {
        if (context.interruption() == Interruption.LEASE_LOST || !context.lease().held()) {
            return null;
        }
        if (execution.getStatus() == BatchStatus.COMPLETED) {
            return completed(context, execution);
        }
        // Of steps side by side one may have failed while another was stopped.
        if (execution.getStepExecutions().stream().anyMatch(step -> step.getStatus() == BatchStatus.FAILED)) {
            return End.of(Failure.of(execution));
        }
        if (execution.getStatus() == BatchStatus.STOPPED && context.interruption() == Interruption.DEADLINE) {
            return new End(new Ending(RunState.STARTED, "CONTINUES", null, false), List.of(), false);
        }
        if (execution.getStatus() == BatchStatus.STOPPED && context.interruption() == Interruption.OPERATOR) {
            return new End(new Ending(RunState.STOPPED, "STOPPED", null, false), List.of(), false);
        }
        return End.of(Failure.of(execution));
    }

    private End completed(RunContext context, JobExecution execution) {
        Run run = context.run();
        List<StepAccount> accounts = store.accounts(run.id());
        Audit audit = new Audit(accounts);
        try {
            audit.verify(context.budget());
        } catch (RunFailedException e) {
            launcher.fail(execution, e);
            return End.of(Failure.of(e));
        }
        CompletedRun completed = new CompletedRun(run, audit.totals(), states(accounts));
        List<Notification> raised =
                Optional.ofNullable(completions.get(run.job()))
                        .map(completion -> completion.notifications(completed))
                        .orElse(List.of());
        followers.forEach(follower -> follower.completed(completed));
        return new End(new Ending(RunState.COMPLETED, "COMPLETED", null, false), raised, false);
    }

    private static Map<String, String> states(List<StepAccount> accounts) {
        return accounts.stream()
                .filter(account -> account.checkpoint().state() != null)
                .collect(
                        Collectors.toMap(
                                StepAccount::step, account -> Objects.requireNonNull(account.checkpoint().state())));
    }

    private Result finish(RunContext context, @Nullable End end) {
        Run run = context.run();
        Optional<Run> released =
                end == null
                        ? Optional.empty()
                        : store.release(run.id(), run.fence(), end.ending(), end.notifications());
        if (end == null || released.isEmpty()) {
            log.info("The lease passed to another worker; this hop committed nothing after that");
            return new Result(new Outcome.Busy(run.id(), null), false);
        }
        Run now = released.get();
        meters.ended(now, end.ending());
        log.info("Hop ended: {} {}", end.ending().outcome(), now.reason() == null ? "" : now.reason());
        if (!end.notifications().isEmpty()) {
            notifications.perform(end.notifications().size(), () -> context.remaining().isPositive());
        }
        return new Result(outcome(now), end.transientFault());
    }

    private Outcome outcome(Run run) {
        return switch (run.state()) {
            case STARTED -> {
                commands.send(new Delivery.Continue(run.id()));
                yield new Outcome.Continues(run);
            }
            case COMPLETED -> new Outcome.Completed(run);
            case FAILED -> new Outcome.Failed(run);
            case STOPPED, STOPPING, ABANDONED, SUPERSEDED, GONE, REFUSED -> new Outcome.Settled(run);
        };
    }

    /// Fails a run that goes on for ever: hops that die or stop without finishing a chunk, or too many of them.
    private void ensureProgress(Taken taken) {
        Run run = taken.run();
        if (run.hop() > settings.maxHops()) {
            throw new RunFailedException(
                    RunFault.TOO_MANY_HOPS,
                    "The attempt needed more than %d hops (millrace.run.max-hops). Give the function more time or memory, or raise the limit, and restart the run: it goes on where it is"
                            .formatted(settings.maxHops()));
        }
        boolean counts = taken.cause() == Hop.Cause.CONTINUED || taken.cause() == Hop.Cause.RECOVERED;
        if (run.fence() == 1 || !counts) {
            return;
        }
        long mark =
                store.accounts(run.id()).stream()
                        .mapToLong(
                                account -> account.checkpoint().totals().read() + (account.checkpoint().done() ? 1 : 0))
                        .sum();
        int stalled = mark > taken.marked() ? 0 : taken.stalled() + 1;
        store.markProgress(run.id(), run.fence(), mark, stalled);
        if (stalled >= settings.maxStalled()) {
            throw new RunFailedException(
                    RunFault.NO_PROGRESS,
                    "%d hops in a row ended or died before they finished a chunk; %d records are done. The function's time, its memory or millrace.run.chunk-size does not fit this file; change it and restart the run: it goes on where it is"
                            .formatted(stalled, mark));
        }
    }

    private Job job(Run run) {
        Job job = jobs.get(run.job());
        if (job == null) {
            throw new RunFailedException(
                    RunFault.UNKNOWN_JOB,
                    "There is no job '%s'; this version knows %s".formatted(run.job(), jobs.keySet()));
        }
        return job;
    }

    private ErrorBudgetCheck budget(Run run) {
        return new ErrorBudgetCheck(
                run.route(), routes.named(run.route()).map(Route::errorBudget).orElse(ErrorBudget.DEFAULT));
    }
}
