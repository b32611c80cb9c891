package io.millrace.run;

import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Finds the context of the run that a step executes, by the parameters that the gate started the job with.
@Component
class RunContexts {

    private final Map<String, RunContext> running = new ConcurrentHashMap<>();

    void add(RunContext context) {
        running.put(key(context.run().id().value(), context.lease().fence()), context);
    }

    void remove(RunContext context) {
        running.remove(key(context.run().id().value(), context.lease().fence()));
    }

    RunContext of(StepExecution step) {
        JobParameters parameters = step.getJobExecution().getJobParameters();
        String run = parameters.getString(BatchLauncher.RUN);
        Long fence = parameters.getLong(BatchLauncher.FENCE);
        RunContext context = run == null || fence == null ? null : running.get(key(run, fence));
        if (context == null) {
            throw new IllegalStateException(
                    "Job %s was not started through the gate (parameters %s); deliver its arrival instead of starting the job"
                            .formatted(step.getJobExecution().getJobInstance().getJobName(), parameters));
        }
        return context;
    }

    private static String key(String run, long fence) {
        return run + "/" + fence;
    }
}
