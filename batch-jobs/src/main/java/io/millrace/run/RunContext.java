package io.millrace.run;

import io.millrace.batch.HopExecution;
import io.millrace.batch.RunInstance;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;

import java.time.Duration;

/// The run that a job works on, for the length of one hop. It is not shared between runs. Steps find it by their
/// execution, which belongs to its [#execution()].
final class RunContext {

    private final LeasedRun leased;
    private final Lease lease;
    private final Deadline deadline;
    private final ErrorBudgetCheck budget;
    private final Duration reserve;
    private final Execution execution;
    private volatile @Nullable Interruption interruption;
    private volatile boolean advanced;

    /// @param reserve time kept back before the deadline
    RunContext(LeasedRun leased, Lease lease, Deadline deadline, ErrorBudgetCheck budget, Duration reserve) {
        this.leased = leased;
        this.lease = lease;
        this.deadline = deadline;
        this.budget = budget;
        this.reserve = reserve;
        this.execution = new Execution(this);
    }

    /// Why a hop stopped at a chunk boundary although there was more to do.
    enum Interruption {
        DEADLINE,
        OPERATOR,
        LEASE_LOST
    }

    private static final class Execution extends HopExecution {

        private static final long serialVersionUID = 1L;

        private final transient RunContext context;

        Execution(RunContext context) {
            super(
                    context.leased.execution(),
                    new RunInstance(context.leased.instance(), context.run().job(), context.leased.isNew()),
                    context.run().id().value(),
                    context.leased.fence(),
                    context.leased.owner());
            this.context = context;
        }

        @Override
        protected boolean saved(boolean stopping) {
            context.lease.progress();
            if (stopping) {
                context.interrupt(Interruption.OPERATOR);
            }
            return context.interruption(context.reserve) != null;
        }
    }

    /// The context of the run that a step executes.
    ///
    /// @throws IllegalStateException if the step's job was not started by the gate
    static RunContext of(StepExecution step) {
        if (step.getJobExecution() instanceof Execution execution) {
            return execution.context;
        }
        throw new IllegalStateException(
                "Job %s was not started through the gate (parameters %s); deliver its arrival instead of starting the job"
                        .formatted(
                                step.getJobExecution().getJobInstance().getJobName(),
                                step.getJobExecution().getJobParameters()));
    }

    /// The hop, as Spring Batch executes it.
    JobExecution execution() {
        return execution;
    }

    LeasedRun leased() {
        return leased;
    }

    /// The run as it stood when the hop began.
    Run run() {
        return leased.run();
    }

    /// Throws if another worker owns the run.
    void ensureHeld() {
        lease.ensureHeld();
    }

    Lease lease() {
        return lease;
    }

    Deadline deadline() {
        return deadline;
    }

    ErrorBudgetCheck budget() {
        return budget;
    }

    /// Notes that a chunk was committed.
    void advance() {
        advanced = true;
    }

    /// Whether a chunk was committed in this hop.
    boolean hasAdvanced() {
        return advanced;
    }

    void interrupt(Interruption why) {
        interruption = why;
    }

    @Nullable Interruption interruption() {
        return interruption;
    }

    /// Why nothing more is to be begun; null if there is time.
    ///
    /// @param needed for what would be begun
    @Nullable Interruption interruption(Duration needed) {
        if (!lease.held()) {
            interruption = Interruption.LEASE_LOST;
        } else if (interruption == null && deadline.remaining().compareTo(needed) < 0) {
            interruption = Interruption.DEADLINE;
        }
        return interruption;
    }
}
