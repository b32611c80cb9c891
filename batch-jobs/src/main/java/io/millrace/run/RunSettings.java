package io.millrace.run;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.Objects;

/// Settings of the engine, prefix `millrace.run`.
///
/// @param chunkSize records per chunk, and so per transaction and checkpoint
/// @param readAhead how many records are read and made in a thread of their own while those before are written; 0 for
///   none; by default 20,000, and none where there is only one processor. Steps in lanes read while other lanes write
/// @param lanes how many chunks of a step are worked on at once, where the step allows it, each with a connection to
///   the database; by default 2, and 1 where there is only one processor
/// @param lease how long a worker that shows no sign of life keeps its run, and how long after a message about it a run
///   is due all the same
/// @param reserve time kept back before a deadline, beyond the slowest recent chunk
/// @param chunkBytes a chunk also ends when its records have so many bytes in the file
/// @param backOff how long a run that failed in a way that may pass waits before it is tried again; doubles each time
/// @param maxBackOff the longest it waits
/// @param maxFailures how often in a row a run may fail so before it has failed for good
/// @param maxHops continuations of one attempt before it fails
/// @param maxStalled consecutive hops without progress before a run fails
/// @param retries how often a hop that met a transient fault is tried again in the same invocation
/// @param retryDelay back-off before the first of them; doubles, with jitter
@ConfigurationProperties("millrace.run")
public record RunSettings(
        @DefaultValue("5000") int chunkSize,
        @Nullable Integer readAhead,
        @Nullable Integer lanes,
        @DefaultValue("60s") Duration lease,
        @DefaultValue("5s") Duration reserve,
        @DefaultValue("16MB") DataSize chunkBytes,
        @DefaultValue("30s") Duration backOff,
        @DefaultValue("15m") Duration maxBackOff,
        @DefaultValue("10") int maxFailures,
        @DefaultValue("1000") int maxHops,
        @DefaultValue("5") int maxStalled,
        @DefaultValue("2") int retries,
        @DefaultValue("500ms") Duration retryDelay) {

    private static final int READ_AHEAD = 20_000;
    private static final int LANES = 2;

    public RunSettings {
        if (readAhead == null) {
            readAhead = Runtime.getRuntime().availableProcessors() > 1 ? READ_AHEAD : 0;
        }
        if (lanes == null) {
            lanes = Math.min(Runtime.getRuntime().availableProcessors(), LANES);
        }
        Assert.isTrue(chunkSize > 0, "millrace.run.chunk-size must be at least 1, is " + chunkSize);
        Assert.isTrue(readAhead >= 0, "millrace.run.read-ahead must not be negative, is " + readAhead);
        Assert.isTrue(lanes > 0, "millrace.run.lanes must be at least 1, is " + lanes);
        Assert.isTrue(lease.toMillis() >= 1000, "millrace.run.lease must be at least 1s, is " + lease);
        Assert.isTrue(!reserve.isNegative(), "millrace.run.reserve must not be negative, is " + reserve);
        Assert.isTrue(chunkBytes.toBytes() > 0, "millrace.run.chunk-bytes must be at least 1B, is " + chunkBytes);
        Assert.isTrue(!backOff.isNegative(), "millrace.run.back-off must not be negative, is " + backOff);
        Assert.isTrue(
                maxBackOff.compareTo(backOff) >= 0,
                "millrace.run.max-back-off must be at least back-off, is " + maxBackOff);
        Assert.isTrue(maxFailures > 0, "millrace.run.max-failures must be at least 1, is " + maxFailures);
        Assert.isTrue(maxHops > 0, "millrace.run.max-hops must be at least 1, is " + maxHops);
        Assert.isTrue(maxStalled > 0, "millrace.run.max-stalled must be at least 1, is " + maxStalled);
        Assert.isTrue(retries >= 0, "millrace.run.retries must not be negative, is " + retries);
        Assert.isTrue(!retryDelay.isNegative(), "millrace.run.retry-delay must not be negative, is " + retryDelay);
    }

    @Override
    public Integer readAhead() {
        return Objects.requireNonNull(readAhead);
    }

    @Override
    public Integer lanes() {
        return Objects.requireNonNull(lanes);
    }
}
