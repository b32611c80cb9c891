package io.millrace.batch;

import org.springframework.batch.core.job.JobInstance;

/// A run of the engine's, as Spring Batch sees it.
public final class RunInstance extends JobInstance {

    private static final long serialVersionUID = 1L;

    private final boolean firstHop;

    /// The instance of a run.
    ///
    /// @param instance the run's number, `millrace.run.instance`
    /// @param firstHop whether this is the first hop of the run, so that no step of it has an execution to look up
    public RunInstance(long instance, String job, boolean firstHop) {
        super(instance, job);
        this.firstHop = firstHop;
        setVersion(0);
    }

    boolean isFirstHop() {
        return firstHop;
    }
}
