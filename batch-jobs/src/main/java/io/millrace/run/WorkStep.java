package io.millrace.run;

import io.millrace.io.Position;
import io.millrace.run.RunContext.Interruption;

import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.StepExecution;

import java.time.Duration;
import java.util.function.Consumer;

/// A step that does one piece of work in one transaction, which also notes that it is done: all of it happens, once, or
/// nothing. It begins only if there is time before the deadline; what is not done when the invocation ends is undone,
/// and left to the next hop.
final class WorkStep extends AbstractStep {

    private static final Checkpoint DONE = new Checkpoint(Position.START, Totals.NONE, 0, 0, true, null, Duration.ZERO);

    private final Consumer<Run> work;
    private final RecordSteps.Engine engine;

    WorkStep(String name, Consumer<Run> work, RecordSteps.Engine engine) {
        super(new ResourcelessJobRepository());
        setName(name);
        // Its checkpoint says whether it is done.
        setAllowStartIfComplete(true);
        this.work = work;
        this.engine = engine;
    }

    @Override
    protected void doExecute(StepExecution execution) throws Exception {
        RunContext context = RunContext.of(execution);
        boolean done = !context.leased().isNew() && engine.store().checkpoint(context.run().id(), getName()).done();
        if (done) {
            return;
        }
        if (context.interruption(engine.settings().reserve()) != null || !perform(execution, context)) {
            execution.setTerminateOnly();
        }
    }

    private boolean perform(StepExecution execution, RunContext context) throws Exception {
        ChunkTransaction.Result result =
                engine.transaction()
                        .execute(
                                context,
                                () -> {
                                    context.ensureHeld();
                                    engine.transaction().allowLongWork(context);
                                    context.lease().during(() -> work.accept(context.run()));
                                    engine.transaction().endLongWork();
                                    save(execution, context);
                                    return true;
                                });
        return result == ChunkTransaction.Result.COMMITTED;
    }

    private void save(StepExecution execution, RunContext context) {
        Duration lease = context.lease().length();
        if (engine.store().save(context.leased(), getName(), execution.getId(), DONE, lease)) {
            context.interrupt(Interruption.OPERATOR);
        }
    }
}
