package io.millrace.run;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// The run that a job works on, for the length of one hop. It is not shared between runs.
final class RunContext {

    private final Run run;
    private final Lease lease;
    private final Deadline deadline;
    private final ErrorBudgetCheck budget;
    private volatile @Nullable Interruption interruption;

    RunContext(Run run, Lease lease, Deadline deadline, ErrorBudgetCheck budget) {
        this.run = run;
        this.lease = lease;
        this.deadline = deadline;
        this.budget = budget;
    }

    /// Why a hop stopped at a chunk boundary although there was more to do.
    enum Interruption {
        DEADLINE,
        OPERATOR,
        LEASE_LOST
    }

    /// The run as it stood when the hop began.
    Run run() {
        return run;
    }

    /// Throws if another worker owns the run.
    void ensureHeld() {
        lease.ensureHeld();
    }

    Lease lease() {
        return lease;
    }

    Duration remaining() {
        return deadline.remaining();
    }

    ErrorBudgetCheck budget() {
        return budget;
    }

    void interrupt(Interruption why) {
        interruption = why;
    }

    @Nullable Interruption interruption() {
        return interruption;
    }
}
