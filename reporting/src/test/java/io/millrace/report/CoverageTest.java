package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/// What is missing, on a day from midnight to midnight of UTC.
class CoverageTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-11-19T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MINUTES = Duration.ofMinutes(5);

    @Test
    void nothingIsMissingIfAllComes() {
        var result = result(null, times(288, n -> MINUTES.multipliedBy(n)));

        assertThat(result.interval()).isEqualTo(MINUTES);
        assertThat(result.expected()).isEqualTo(288);
        assertThat(result.received()).isEqualTo(288);
        assertThat(result.gaps()).isZero();
    }

    @Test
    void aReadingMayBeEarlyOrLateByLessThanHalfAnInterval() {
        var result = result(null, times(288, n -> MINUTES.multipliedBy(n).plusSeconds(150 + n % 3 * 40 - 40)));

        assertThat(result).returns(288L, Coverage.Result::received).returns(0L, Coverage.Result::missing);
    }

    @Test
    void severalReadingsOfAnIntervalAreOne() {
        var result = result(MINUTES, times(576, n -> MINUTES.dividedBy(2).multipliedBy(n)));

        assertThat(result.expected()).isEqualTo(288);
        assertThat(result.received()).isEqualTo(288);
    }

    @Test
    void readingsOfTheSameSecondDoNotMakeTheInterval() {
        var result = result(null, times(576, n -> MINUTES.multipliedBy(n / 2).plusMillis(n % 2)));

        assertThat(result.interval()).isEqualTo(MINUTES);
        assertThat(result.missing()).isZero();
    }

    @Test
    void findsTheIntervalOfASiteThatSkipsEveryThirdReading() {
        var result = result(null, times(192, n -> MINUTES.multipliedBy(n / 2 * 3 + n % 2)));

        assertThat(result.interval()).isEqualTo(MINUTES);
        assertThat(result.missing()).isEqualTo(96);
        assertThat(result.gaps()).isEqualTo(96);
    }

    @Test
    void gapsHaveTheirPlacesAtTheBeginningInTheMiddleAndAtTheEnd() {
        var hours = IntStream.range(0, 24).filter(hour -> hour >= 2 && hour != 7 && hour < 21);

        var result =
                result(null, hours.mapToObj(hour -> MIDNIGHT.plus(Duration.ofHours(hour))).toArray(Instant[]::new));

        assertThat(result.missing()).isEqualTo(6);
        assertThat(result.gaps()).isEqualTo(3);
        assertThat(result.longest())
                .containsExactly(gap("21:00", "24:00", 3), gap("00:00", "02:00", 2), gap("07:00", "08:00", 1));
    }

    private static Coverage.Gap gap(String from, String to, long missing) {
        return new Coverage.Gap(at(from), at(to), missing);
    }

    private static Instant at(String time) {
        return MIDNIGHT.plus(Duration.ofHours(Integer.parseInt(time.substring(0, 2))));
    }

    @Test
    void onlyTheLongestGapsAreKept() {
        // Gaps of 1 to 20 readings.
        var result = result(MINUTES, times(21, n -> MINUTES.multipliedBy(n + n * (n + 1L) / 2)));

        assertThat(result.gaps()).isEqualTo(21);
        assertThat(result.longest()).extracting(Coverage.Gap::missing).containsExactly(57L, 20L, 19L, 18L, 17L);
    }

    @Test
    void withoutReadingsTheWholePeriodIsOneGap() {
        assertThat(result(MINUTES)).returns(288L, Coverage.Result::missing).returns(1L, Coverage.Result::gaps);
        assertThat(result(null)).returns(null, Coverage.Result::expected).returns(0L, Coverage.Result::missing);
    }

    @Test
    void aSiteWithTooFewReadingsHasTheUsualInterval() {
        var coverage = new Coverage(MIDNIGHT, MIDNIGHT.plus(DAY), Coverage.State.expecting(null));
        coverage.add(MIDNIGHT.plus(Duration.ofHours(12)));

        assertThat(coverage.result(null).expected()).isNull();
        assertThat(coverage.result(Duration.ofHours(1)))
                .returns(24L, Coverage.Result::expected)
                .returns(1L, Coverage.Result::received)
                .returns(2L, Coverage.Result::gaps);
    }

    @Test
    void ofAPeriodThatIsNotOverNothingIsExpectedAfterNow() {
        var noon = MIDNIGHT.plus(Duration.ofHours(12));
        var coverage = new Coverage(MIDNIGHT, noon, Coverage.State.expecting(3600L));
        for (var at : times(14, Duration::ofHours)) {
            coverage.add(at);
        }

        assertThat(coverage.result(null)).returns(12L, Coverage.Result::expected).returns(0L, Coverage.Result::missing);
    }

    private static Instant[] times(int number, LongFunction<Duration> since) {
        return IntStream.range(0, number).mapToObj(n -> MIDNIGHT.plus(since.apply(n))).toArray(Instant[]::new);
    }

    private static Coverage.Result result(@Nullable Duration interval, Instant... readings) {
        var seconds = interval == null ? null : interval.toSeconds();
        var coverage = new Coverage(MIDNIGHT, MIDNIGHT.plus(DAY), Coverage.State.expecting(seconds));
        Arrays.stream(readings).forEach(coverage::add);
        return coverage.result(null);
    }
}
