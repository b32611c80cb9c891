package io.millrace.run;

import io.millrace.io.Position;

import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.TaskletStep;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

import java.util.function.Consumer;

/// A step that does one piece of work in one transaction, which also notes that it is done: all of it happens, once, or
/// nothing. It begins only if there is time before the deadline.
class WorkStep implements Step {

    private static final Checkpoint DONE = new Checkpoint(Position.START, Totals.NONE, 0, 0, true, null);

    private final String name;
    private final Consumer<Run> work;
    private final RecordSteps engine;

    WorkStep(String name, Consumer<Run> work, RecordSteps engine) {
        this.name = name;
        this.work = work;
        this.engine = engine;
    }

    @Override
    public String getName() {
        return name;
    }

    /// Its checkpoint says whether it is done.
    @Override
    public boolean isAllowStartIfComplete() {
        return true;
    }

    @Override
    public void execute(StepExecution execution) throws JobInterruptedException {
        RunContext context = engine.contexts().of(execution);
        boolean done = engine.store().checkpoint(context.run().id(), name).done();
        ChunkBoundary boundary = new ChunkBoundary(context, engine.settings().reserve(), () -> done);
        TaskletStep step = new TaskletStep(engine.repository());
        step.setName(name);
        step.setTransactionManager(engine.transactions());
        step.setInterruptionPolicy(
                it -> {
                    boundary.checkInterrupted(it);
                    if (it.isTerminateOnly()) {
                        throw new JobInterruptedException("Step " + name + " stops before its work");
                    }
                });
        step.setTasklet(
                (contribution, chunk) -> {
                    if (!done) {
                        perform(context);
                    }
                    return RepeatStatus.FINISHED;
                });
        step.execute(execution);
    }

    private void perform(RunContext context) {
        Run run = context.run();
        context.ensureHeld();
        work.accept(run);
        if (engine.store().save(run.id(), context.lease().fence(), name, DONE, engine.settings().lease())) {
            context.interrupt(RunContext.Interruption.OPERATOR);
        }
    }
}
