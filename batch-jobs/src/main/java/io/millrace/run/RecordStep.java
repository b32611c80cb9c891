package io.millrace.run;

import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.item.ChunkOrientedStep;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A step that builds Batch's chunk-oriented step afresh for each execution, with the parts of the run at hand. So the
/// parts are plain objects of one run, without scoped proxies in the path of every record.
///
/// To Batch, the records of a chunk are one item: what it does around each item costs several times as much as making a
/// record, and its skips are not needed, because a rejected record is no exception to it.
class RecordStep<I, O> implements Step {

    private final String name;
    private final Function<Run, StepParts<I, O>> parts;
    private final RecordSteps engine;

    RecordStep(String name, Function<Run, StepParts<I, O>> parts, RecordSteps engine) {
        this.name = name;
        this.parts = parts;
        this.engine = engine;
    }

    @Override
    public String getName() {
        return name;
    }

    /// Its checkpoint says whether anything is left to do; Batch may have saved it as completed and died before it was
    /// told that it failed.
    @Override
    public boolean isAllowStartIfComplete() {
        return true;
    }

    @Override
    public void execute(StepExecution execution) throws JobInterruptedException {
        step(execution).execute(execution);
    }

    private AbstractStep step(StepExecution execution) {
        RunContext context = engine.contexts().of(execution);
        Run run = context.run();
        StepParts<I, O> first = parts.apply(run);
        if (first.lanes() && engine.settings().lanes() > 1) {
            return inLanes(new RecordHop<>(name, context, first, engine), first, run);
        }
        StepParts<I, O> only = first.readingAhead(engine.settings().readAhead());
        RecordHop<I, O> hop = new RecordHop<>(name, context, only, engine);
        ChunkOrientedStep<?, ?> chunks = hop.lane(execution, only, true);
        chunks.registerItemStream(hop);
        chunks.registerStepExecutionListener(hop);
        return chunks;
    }

    private AbstractStep inLanes(RecordHop<I, O> hop, StepParts<I, O> first, Run run) {
        List<StepParts<I, O>> lanes = new ArrayList<>(List.of(first));
        while (lanes.size() < engine.settings().lanes()) {
            lanes.add(parts.apply(run));
        }
        LanesStep<I, O> step = new LanesStep<>(name, hop, lanes, engine.repository());
        step.registerStepExecutionListener(hop);
        return RecordHop.ready(step);
    }
}
