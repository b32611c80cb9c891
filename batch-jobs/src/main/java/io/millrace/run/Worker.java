package io.millrace.run;

import io.millrace.arrival.ErrorBudget;
import io.millrace.arrival.Route;
import io.millrace.arrival.Routes;
import io.millrace.arrival.RunId;
import io.millrace.batch.RunJobRepository;
import io.millrace.notify.Notification;
import io.millrace.run.Lease.Moment;
import io.millrace.run.RunContext.Interruption;
import io.millrace.run.RunStore.Ending;
import io.millrace.run.RunStore.StepAccount;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Does one hop of a run whose lease was taken: executes the job, says how it ended, and gives the lease back.
@Component
class Worker {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final RunStore store;
    private final Routes routes;
    private final Map<String, Job> jobs;
    private final Map<String, RunCompletion> completions;
    private final List<RunFollower> followers;
    private final RunSettings settings;
    private final RunMeters meters;
    private final RunJobRepository executions;

    Worker(
            RunStore store,
            Routes routes,
            List<Job> jobs,
            List<RunCompletion> completions,
            List<RunFollower> followers,
            RunSettings settings,
            RunMeters meters,
            RunJobRepository executions) {
        this.store = store;
        this.routes = routes;
        this.jobs = jobs.stream().collect(Collectors.toMap(Job::getName, Function.identity()));
        this.completions = completions.stream().collect(Collectors.toMap(RunCompletion::job, Function.identity()));
        this.followers = followers;
        this.settings = settings;
        this.meters = meters;
        this.executions = executions;
    }

    /// What came of a hop.
    ///
    /// @param run as the hop left it; null if the lease was lost, and another worker has it
    /// @param waiting a run of newer content that waited for this worker to notice
    /// @param transientFault whether it failed in a way that may be over in a moment
    /// @param raised how many notifications it raised
    record Ended(@Nullable Run run, @Nullable RunId waiting, boolean transientFault, int raised) {}

    /// How a hop ends and what the pipeline has to say.
    private record End(Ending ending, List<Notification> notifications, boolean transientFault) {

        static End of(Failure failure) {
            return new End(failure.ending(), List.of(), failure.transientFault());
        }

        static End of(RunState state, String outcome) {
            return new End(new Ending(state, outcome, null, false), List.of(), false);
        }
    }

    /// @param takenAt before the lease was asked for
    Ended work(LeasedRun leased, Moment takenAt, Deadline deadline) {
        Run run = leased.run();
        try (var _ = MDC.putCloseable("run", run.id().value());
                var _ = MDC.putCloseable("job", run.job());
                var _ = MDC.putCloseable("hop", run.attempt() + "." + run.hop());
                Lease lease = new Lease(store, leased, settings.lease(), deadline, takenAt)) {
            log.info("Run of {} {}", run.object(), leased.cause());
            RunContext context = new RunContext(leased, lease, deadline, budget(run), settings.reserve());
            return release(leased, explained(leased, attempt(context)));
        }
    }

    /// Whatever is thrown, even for want of memory, ends the hop and not the worker.
    private End attempt(RunContext context) {
        try {
            ensureProgress(context.leased());
            Job job = job(context.run());
            if (!context.leased().isNew()) {
                context.execution()
                        .setExecutionContext(executions.getLastExecutionContext(context.execution().getJobInstance()));
            }
            job.execute(context.execution());
            return end(context, context.execution());
        } catch (Throwable e) {
            log.error("The hop failed", e);
            return End.of(Failure.of(e));
        }
    }

    /// Adds what the pipeline has to say of a failure.
    private End explained(LeasedRun leased, End end) {
        Run run = leased.run();
        RunCompletion completion = completions.get(run.job());
        Reason reason = end.ending().reason();
        if (reason == null
                || completion == null
                || end.ending().state() != RunState.FAILED
                || reason.code().equals(leased.failedFor())) {
            return end;
        }
        try {
            Totals totals = new Audit(store.accounts(run.id())).totals();
            return new End(
                    end.ending(), completion.notifications(new FailedRun(run, reason, totals)), end.transientFault());
        } catch (RuntimeException e) {
            log.error("The pipeline could not say that run {} failed", run.id(), e);
            return end;
        }
    }

    private End end(RunContext context, JobExecution execution) {
        BatchStatus status = execution.getStatus();
        Interruption interruption = context.interruption();
        if (!context.lease().held() || interruption == Interruption.LEASE_LOST) {
            return End.of(RunState.STARTED, "CONTINUES");
        }
        if (status == BatchStatus.COMPLETED) {
            return completed(context);
        }
        // Of steps side by side one may have failed while another was stopped.
        boolean failed =
                execution.getStepExecutions().stream().anyMatch(step -> step.getStatus() == BatchStatus.FAILED);
        if (!failed && status == BatchStatus.STOPPED && interruption == Interruption.DEADLINE) {
            return End.of(RunState.STARTED, "CONTINUES");
        }
        if (!failed && status == BatchStatus.STOPPED && interruption == Interruption.OPERATOR) {
            return End.of(RunState.STOPPED, "STOPPED");
        }
        return End.of(Failure.of(execution));
    }

    private End completed(RunContext context) {
        Run run = context.run();
        List<StepAccount> accounts = store.accounts(run.id());
        Audit audit = new Audit(accounts);
        audit.verify(context.budget());
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

    private Ended release(LeasedRun leased, End end) {
        Optional<Run> released = store.release(leased, end.ending(), end.notifications());
        if (released.isEmpty()) {
            log.info("The run is no longer this worker's; the hop committed nothing after it was taken");
            return new Ended(null, store.letGo(leased).orElse(null), false, 0);
        }
        Run now = released.get();
        meters.ended(now, end.ending());
        log.info("Hop ended: {} {}", end.ending().outcome(), now.reason() == null ? "" : now.reason());
        return new Ended(now, null, end.transientFault(), end.notifications().size());
    }

    /// Fails a run that goes on for ever: hops that die or stop without finishing a chunk, or too many of them.
    private void ensureProgress(LeasedRun leased) {
        Run run = leased.run();
        if (run.hop() > settings.maxHops()) {
            throw new RunFailedException(
                    RunFault.TOO_MANY_HOPS,
                    "The attempt needed more than %d hops (millrace.run.max-hops). Give the function more time or memory, or raise the limit, and restart the run: it goes on where it is"
                            .formatted(settings.maxHops()));
        }
        if (leased.stalled() >= settings.maxStalled()) {
            throw new RunFailedException(
                    RunFault.NO_PROGRESS,
                    "%d hops in a row ended or died before they finished a chunk. The function's time, its memory or millrace.run.chunk-size does not fit this file; change it and restart the run: it goes on where it is"
                            .formatted(leased.stalled()));
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
