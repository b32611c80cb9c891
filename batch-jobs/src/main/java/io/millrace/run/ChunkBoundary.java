package io.millrace.run;

import io.millrace.run.RunContext.Interruption;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.StepInterruptionPolicy;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Decides between two chunks whether there is time for another one. It marks the execution as to be terminated and
/// never throws: Batch would complete a step whose policy throws, half-way through its input.
class ChunkBoundary implements StepInterruptionPolicy {

    private static final Logger log = LoggerFactory.getLogger(ChunkBoundary.class);

    /// How quickly a slow chunk is forgotten: each later chunk takes this share off it.
    private static final double FORGET = 0.2;

    private final RunContext context;
    private final Duration reserve;
    private final BooleanSupplier done;
    private long chunkBegan;
    private double slowestNanos;

    /// @param reserve what is kept back of the time left, beyond the slowest recent chunk
    /// @param done whether the step has nothing left to do, for which it needs no time
    ChunkBoundary(RunContext context, Duration reserve, BooleanSupplier done) {
        this.context = context;
        this.reserve = reserve;
        this.done = done;
    }

    @Override
    public void checkInterrupted(StepExecution execution) {
        long now = System.nanoTime();
        if (chunkBegan != 0) {
            slowestNanos = Math.max((double) (now - chunkBegan), slowestNanos * (1 - FORGET));
        }
        Interruption why = interruption();
        if (why != null) {
            log.info("Run {} stops at a chunk boundary: {}", context.run().id(), why);
            context.interrupt(why);
            execution.setTerminateOnly();
        }
        chunkBegan = System.nanoTime();
    }

    private @Nullable Interruption interruption() {
        if (!context.lease().held()) {
            return Interruption.LEASE_LOST;
        }
        if (done.getAsBoolean()) {
            return null;
        }
        if (context.interruption() != null) {
            return context.interruption();
        }
        Duration needed = reserve.plusNanos((long) slowestNanos);
        return context.remaining().compareTo(needed) < 0 ? Interruption.DEADLINE : null;
    }
}
