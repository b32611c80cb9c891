package io.millrace.report;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// How many of a site's expected readings came, and when none did. Readings are added in the order of time; what it
/// keeps does not grow with them.
///
/// Time is cut into intervals, one reading expected in the middle of each, in step with the site's first reading: so a
/// reading may be early or late by half an interval. If the interval is not known, it is the usual distance of the
/// first [#SAMPLE] readings.
final class Coverage {

    /// How many gaps are kept, the longest ones.
    static final int GAPS = 5;

    static final int SAMPLE = 100;

    private static final long SECOND = 1000;

    private static final Comparator<Gap> LONGEST_FIRST =
            Comparator.comparingLong(Gap::missing).reversed().thenComparing(Gap::from);

    private final Instant from;
    private final Instant until;
    private State state;

    /// A stretch of time in which readings are missing.
    ///
    /// @param from when the first of them was expected
    /// @param to when the next one after them was
    /// @param missing how many
    record Gap(Instant from, Instant to, long missing) {}

    /// All that is known.
    ///
    /// @param interval in seconds; null while it is not known
    /// @param sample the readings that came before the interval is known
    /// @param first the middle of the first interval
    /// @param last the number of the interval of the last reading; -1 before the first
    /// @param received intervals with a reading
    /// @param gaps how many there are
    /// @param longest some of them
    record State(
            @Nullable Long interval,
            List<Instant> sample,
            @Nullable Instant first,
            long last,
            long received,
            long gaps,
            List<Gap> longest) {

        static State expecting(@Nullable Long interval) {
            return new State(interval, List.of(), null, -1, 0, 0, List.of());
        }
    }

    /// What came of it.
    ///
    /// @param interval null if there were too few readings to tell
    /// @param expected null likewise
    record Result(@Nullable Duration interval, @Nullable Long expected, long received, long gaps, List<Gap> longest) {

        /// How many are missing, as far as that is known.
        long missing() {
            return expected == null ? 0 : expected - received;
        }
    }

    /// @param until where expectations end: the end of the period, or before, if it is not over
    Coverage(Instant from, Instant until, State state) {
        this.from = from;
        this.until = until;
        this.state = state;
    }

    State state() {
        return state;
    }

    /// Takes note of a reading at or after all before.
    void add(Instant at) {
        if (state.interval() != null) {
            count(at, state.interval());
            return;
        }
        var sample = new ArrayList<>(state.sample());
        sample.add(at);
        state = new State(null, sample, null, -1, 0, 0, List.of());
        if (sample.size() == SAMPLE) {
            settle();
        }
    }

    private void settle() {
        var sample = state.sample();
        var interval = usualDistance(sample);
        if (interval != null) {
            state = State.expecting(interval);
            sample.forEach(at -> count(at, interval));
        }
    }

    /// Of distances that are mostly one interval, some two or more, and none quite exact.
    private static @Nullable Long usualDistance(List<Instant> sample) {
        var distances =
                IntStream.range(1, sample.size())
                        .mapToLong(n -> Duration.between(sample.get(n - 1), sample.get(n)).toMillis())
                        // Readings of the same second are one measurement.
                        .filter(distance -> distance >= SECOND)
                        .sorted()
                        .toArray();
        if (distances.length == 0) {
            return null;
        }
        var typical = distances[(distances.length - 1) / 4];
        var mean =
                LongStream.of(distances)
                        .filter(distance -> distance >= typical / 2 && distance < typical * 7 / 4)
                        .average()
                        .orElseThrow();
        return even(Math.round(mean / SECOND));
    }

    /// In the steps that people choose.
    private static long even(long seconds) {
        var step = seconds >= 600 ? 60 : seconds >= 60 ? 5 : 1;
        return Math.max(1, Math.round(seconds / (double) step) * step);
    }

    private void count(Instant at, long seconds) {
        var interval = Duration.ofSeconds(seconds);
        var first = state.first() == null ? firstMiddle(at, interval) : state.first();
        var number = Math.min(number(first, at, interval), Math.max(0, expected(first, interval) - 1));
        if (number == state.last()) {
            return;
        }
        var gap = gap(first, state.last(), number, interval);
        state =
                new State(
                        seconds,
                        List.of(),
                        first,
                        number,
                        state.received() + 1,
                        state.gaps() + gap.size(),
                        longest(state.longest(), gap));
    }

    /// In step with a reading, as early in the period as it can be.
    private Instant firstMiddle(Instant at, Duration interval) {
        return from.plusNanos(Math.floorMod(from.until(at, ChronoUnit.NANOS), interval.toNanos()));
    }

    private static long number(Instant first, Instant at, Duration interval) {
        return Math.floorDiv(first.until(at, ChronoUnit.NANOS) + interval.toNanos() / 2, interval.toNanos());
    }

    private long expected(Instant first, Duration interval) {
        return Math.max(0, Math.ceilDiv(first.until(until, ChronoUnit.NANOS), interval.toNanos()));
    }

    /// The gap between two intervals with readings, if there is one.
    private static List<Gap> gap(Instant first, long before, long after, Duration interval) {
        var missing = after - before - 1;
        return missing <= 0
                ? List.of()
                : List.of(
                        new Gap(
                                first.plus(interval.multipliedBy(before + 1)),
                                first.plus(interval.multipliedBy(after)),
                                missing));
    }

    private static List<Gap> longest(List<Gap> known, List<Gap> more) {
        if (more.isEmpty()) {
            return known;
        }
        var all = new ArrayList<>(known);
        all.addAll(more);
        return all.stream().sorted(LONGEST_FIRST).limit(GAPS).toList();
    }

    /// The result after the last reading.
    ///
    /// @param usual the interval of sites that have too few readings to tell theirs
    Result result(@Nullable Duration usual) {
        var all = new Coverage(from, until, state);
        if (state.interval() == null) {
            all.settle();
        }
        if (all.state.interval() == null && usual != null) {
            all.state = State.expecting(usual.toSeconds());
            state.sample().forEach(at -> all.count(at, usual.toSeconds()));
        }
        return all.ended();
    }

    private Result ended() {
        if (state.interval() == null) {
            return new Result(null, null, state.sample().size(), 0, List.of());
        }
        var interval = Duration.ofSeconds(state.interval());
        var first = state.first() == null ? from : state.first();
        // A reading from after the end of expectations has an interval all the same.
        var expected = Math.max(expected(first, interval), state.last() + 1);
        var gap = gap(first, state.last(), expected, interval);
        return new Result(
                interval, expected, state.received(), state.gaps() + gap.size(), longest(state.longest(), gap));
    }
}
