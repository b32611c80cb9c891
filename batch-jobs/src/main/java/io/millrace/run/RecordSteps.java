package io.millrace.run;

import io.millrace.reject.Rejects;

import org.slf4j.MDC;
import org.springframework.batch.core.job.builder.FlowBuilder;
import org.springframework.batch.core.job.flow.Flow;
import org.springframework.batch.core.step.Step;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.stereotype.Component;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// Makes the steps of pipelines: steps that begin at their checkpoint, keep their rejects, stop before the deadline,
/// and account for every record.
@Component
public class RecordSteps {

    private final Engine engine;

    RecordSteps(RunStore store, Rejects rejects, RunSettings settings, RunMeters meters, ChunkTransaction transaction) {
        this.engine = new Engine(store, rejects, settings, meters, transaction);
    }

    /// What steps need of the engine.
    record Engine(
            RunStore store, Rejects rejects, RunSettings settings, RunMeters meters, ChunkTransaction transaction) {}

    /// A step that reads, processes and writes the records of the run's object.
    ///
    /// @param name unique within the job; checkpoints are found by it, so it must not change while runs are unfinished
    /// @param parts makes the step's parts for one run; called anew for each hop, and for each of its lanes
    public <I, O> Step step(String name, Function<Run, StepParts<I, O>> parts) {
        return new RecordStep<>(name, parts, engine);
    }

    /// A step that does one piece of work in one transaction of the engine's database, which also notes that it is
    /// done: a crash at any moment leaves all of it or nothing. What it does elsewhere, in S3 say, it must be able to
    /// do again.
    ///
    /// @param name unique within the job, as of record steps
    /// @param work must end within one invocation; what is not done by then is undone and begun anew
    public Step transaction(String name, Consumer<Run> work) {
        return new WorkStep(name, work, engine);
    }

    /// Steps that do not wait for each other: they run side by side, as many at once as there are processors, and what
    /// follows them waits for all.
    ///
    /// @param name unique within the job
    public Flow sideBySide(String name, Step... steps) {
        SimpleAsyncTaskExecutor threads = threads(name);
        threads.setConcurrencyLimit(Runtime.getRuntime().availableProcessors());
        Flow[] flows =
                Stream.of(steps)
                        .map(step -> new FlowBuilder<Flow>(step.getName()).start(step).build())
                        .toArray(Flow[]::new);
        return new FlowBuilder<Flow>(name).split(threads).add(flows).build();
    }

    /// Threads that log as their caller does.
    static SimpleAsyncTaskExecutor threads(String name) {
        SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor(name + "-");
        threads.setTaskDecorator(RecordSteps::withLogContext);
        return threads;
    }

    private static Runnable withLogContext(Runnable work) {
        Map<String, String> context = MDC.getCopyOfContextMap();
        return () -> {
            MDC.setContextMap(context == null ? Map.of() : context);
            work.run();
        };
    }
}
