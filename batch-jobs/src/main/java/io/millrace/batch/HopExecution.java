package io.millrace.batch;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;

import java.util.concurrent.atomic.AtomicInteger;

/// A hop of the engine's, as Spring Batch sees it: the argument of `Job.execute`. The engine writes the hop's row, at
/// the times and with the statements that it needs anyway; [RunJobRepository] writes only what a job adds, and only
/// while the hop owns its run.
public class HopExecution extends JobExecution {

    private static final long serialVersionUID = 1L;

    /// The job parameter that identifies the instance: the run's id.
    public static final String RUN = "run";

    /// The job parameter that tells the hops of a run apart.
    public static final String FENCE = "fence";

    private final String run;
    private final long fence;
    private final String owner;
    private final AtomicInteger steps = new AtomicInteger();

    /// The execution of a hop.
    ///
    /// @param execution the hop's number, `millrace.hop.execution`
    /// @param instance of the run; a [RunInstance] saves look-ups
    /// @param owner the run's while the hop works on it
    public HopExecution(long execution, JobInstance instance, String run, long fence, String owner) {
        super(execution, instance, parameters(run, fence));
        this.run = run;
        this.fence = fence;
        this.owner = owner;
    }

    static JobParameters parameters(String run, long fence) {
        return new JobParametersBuilder().addString(RUN, run).addLong(FENCE, fence, false).toJobParameters();
    }

    String run() {
        return run;
    }

    long fence() {
        return fence;
    }

    String owner() {
        return owner;
    }

    /// Called when a step of Batch's own has saved how far it is, with each chunk in the chunk's transaction.
    ///
    /// @param stopping whether somebody has asked the run to stop
    /// @return whether the step is to end behind that chunk
    protected boolean saved(boolean stopping) {
        return false;
    }

    /// The next id for a step execution of it.
    long nextStepExecution() {
        return StepExecutionId.of(getId(), steps.incrementAndGet());
    }
}
