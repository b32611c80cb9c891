package io.millrace.io;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

import java.time.Duration;

/// Settings of reading files, prefix `millrace.io`.
///
/// @param blockSize how much of an object one GET fetches; a reader holds up to two blocks in memory
/// @param maxObjectSize larger objects are not read at all
/// @param maxRecordSize longer records are rejected, and never held in memory
/// @param gzip what a compressed file may unpack to
/// @param retry how often a block is fetched before S3 counts as unavailable
@ConfigurationProperties("millrace.io")
public record IoSettings(
        @DefaultValue("8MB") DataSize blockSize,
        @DefaultValue("100GB") DataSize maxObjectSize,
        @DefaultValue("1MB") DataSize maxRecordSize,
        @DefaultValue Gzip gzip,
        @DefaultValue Retry retry) {

    private static final DataSize ARRAY_LIMIT = DataSize.ofGigabytes(1);

    public IoSettings {
        requireWithin("block-size", blockSize, ARRAY_LIMIT);
        requireWithin("max-record-size", maxRecordSize, ARRAY_LIMIT);
        requirePositive("max-object-size", maxObjectSize);
    }

    /// The settings where nothing is set.
    public static IoSettings defaults() {
        return new Binder().bindOrCreate("millrace.io", IoSettings.class);
    }

    /// A few kilobytes unpack to gigabytes if somebody wants them to; honest data is far from these limits.
    ///
    /// @param maxContentSize the most that a file may unpack to
    /// @param maxRatio the most that a file may unpack to, as a multiple of its compressed size
    /// @param ratioFloor content up to here may have any ratio, because small files of equal records are honest, too
    public record Gzip(
            @DefaultValue("100GB") DataSize maxContentSize,
            @DefaultValue("200") int maxRatio,
            @DefaultValue("64MB") DataSize ratioFloor) {

        public Gzip {
            requirePositive("gzip.max-content-size", maxContentSize);
            Assert.isTrue(maxRatio > 0, () -> "millrace.io.gzip.max-ratio must be at least 1, is " + maxRatio);
            Assert.isTrue(
                    !ratioFloor.isNegative(),
                    () -> "millrace.io.gzip.ratio-floor must not be negative, is " + ratioFloor);
        }
    }

    /// The client has quick retries of its own; these are the patient ones around them, and around a body that breaks
    /// off, which the client does not retry.
    ///
    /// @param attempts how often a block is asked for in all
    /// @param delay upper bound of the random wait before the second attempt; doubles with each further one
    /// @param maxDelay where the doubling ends
    /// @param within no attempt begins later than this after the first one
    public record Retry(
            @DefaultValue("6") int attempts,
            @DefaultValue("200ms") Duration delay,
            @DefaultValue("5s") Duration maxDelay,
            @DefaultValue("1m") Duration within) {

        public Retry {
            Assert.isTrue(attempts > 0, () -> "millrace.io.retry.attempts must be at least 1, is " + attempts);
            Assert.isTrue(delay.isPositive(), () -> "millrace.io.retry.delay must be positive, is " + delay);
            Assert.isTrue(
                    maxDelay.compareTo(delay) >= 0,
                    () -> "millrace.io.retry.max-delay must not be shorter than delay, is " + maxDelay);
            Assert.isTrue(within.isPositive(), () -> "millrace.io.retry.within must be positive, is " + within);
        }
    }

    private static void requireWithin(String name, DataSize size, DataSize limit) {
        requirePositive(name, size);
        Assert.isTrue(
                size.compareTo(limit) <= 0,
                () -> "millrace.io.%s must be at most %s, is %s".formatted(name, limit, size));
    }

    private static void requirePositive(String name, DataSize size) {
        Assert.isTrue(size.toBytes() > 0, () -> "millrace.io.%s must be positive, is %s".formatted(name, size));
    }
}
