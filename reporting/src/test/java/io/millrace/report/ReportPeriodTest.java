package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

class ReportPeriodTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "2026-11-19, 2026-11-19, 2026-11-20",
        "2026-W47, 2026-11-16, 2026-11-23",
        "2026-W01, 2025-12-29, 2026-01-05",
        "2026-W53, 2026-12-28, 2027-01-04",
        "2026-11, 2026-11-01, 2026-12-01",
        "2024-02, 2024-02-01, 2024-03-01",
        "2026-11-01..2026-11-19, 2026-11-01, 2026-11-20",
        "2026-11-19..2026-11-19, 2026-11-19, 2026-11-20"
    })
    void hasItsDays(String text, LocalDate first, LocalDate end) {
        assertThat(ReportPeriod.parse(text)).isEqualTo(new ReportPeriod(text, first, end));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "today",
                "2026",
                "2026-02-30",
                "2026-13",
                "2025-W53",
                "2026-W00",
                "2026-W1",
                "2026-11-19..2026-11-18",
                "2026-11-19..",
                "1990-01-01..2026-11-19",
                "2026-11-19T00:00:00Z",
                "2026-11/../../x"
            })
    void refusesWhatIsNone(String text) {
        assertThatExceptionOfType(InvalidReportException.class)
                .isThrownBy(() -> ReportPeriod.parse(text))
                .returns("period", InvalidReportException::parameter);
    }

    @Test
    void beginsAndEndsAtMidnightOfItsZone() {
        var spring = ReportPeriod.parse("2026-03-29");
        assertThat(spring.from(BERLIN)).isEqualTo(Instant.parse("2026-03-28T23:00:00Z"));
        assertThat(spring.to(BERLIN)).isEqualTo(Instant.parse("2026-03-29T22:00:00Z"));
        // In Beirut the clock leaps over midnight.
        assertThat(spring.from(ZoneId.of("Asia/Beirut"))).isEqualTo(Instant.parse("2026-03-28T22:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-19, 5 minutes, 288",
        "2026-10-25, 5 minutes, 300",
        "2026-03-29, 5 minutes, 276",
        "2026-W47, hour, 168",
        "2026-10, day, 31",
        "2026-01-01..2026-12-31, day, 365",
        "2025-01-15..2026-11-19, month, 23"
    })
    void isCutIntoPartsThatFit(String text, String length, int number) {
        var period = ReportPeriod.parse(text);

        var buckets = TimeBuckets.of(period, BERLIN);

        assertThat(buckets.length()).isEqualTo(length);
        assertThat(buckets.starts()).hasSize(number).isSorted().doesNotHaveDuplicates().startsWith(period.from(BERLIN));
        assertThat(buckets.of(period.from(BERLIN))).isZero();
        assertThat(buckets.of(period.to(BERLIN).minusNanos(1))).isEqualTo(number - 1);
        for (var n = 1; n < number; n++) {
            assertThat(buckets.of(buckets.starts().get(n))).isEqualTo(n);
            assertThat(buckets.of(buckets.starts().get(n).minusNanos(1))).isEqualTo(n - 1);
        }
    }
}
