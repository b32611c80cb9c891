package io.millrace.energy;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import java.time.Instant;

/// A stretch of time.
///
/// @param from its first instant; null for the beginning of time
/// @param to the first instant after it; null for no end
public record TimeRange(@Nullable Instant from, @Nullable Instant to) {

    /// All of time.
    public static final TimeRange ALWAYS = new TimeRange(null, null);

    public TimeRange {
        Assert.isTrue(
                from == null || to == null || !to.isBefore(from),
                () -> "a time range cannot end before it begins: from %s to %s".formatted(from, to));
    }

    /// Whether no instant is in it.
    boolean isEmpty() {
        return first().isAfter(last());
    }

    Instant first() {
        return from == null || from.isBefore(SortKeys.FIRST) ? SortKeys.FIRST : from;
    }

    /// Its last instant: instants are counted in nanoseconds.
    Instant last() {
        if (to == null || to.isAfter(SortKeys.LAST)) {
            return SortKeys.LAST;
        }
        return (to.isBefore(SortKeys.FIRST) ? SortKeys.FIRST : to).minusNanos(1);
    }
}
