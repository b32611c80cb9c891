package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.reject.RejectCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;

class TimestampsTest {

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T12:00:00Z, 2026-03-01T12:00:00Z",
        "2026-03-01t12:00:00z, 2026-03-01T12:00:00Z",
        "2026-03-01T12:00Z, 2026-03-01T12:00:00Z",
        "2026-03-01T12:00:00.5Z, 2026-03-01T12:00:00.500Z",
        "2026-03-01T12:00:00.123456789Z, 2026-03-01T12:00:00.123456789Z",
        "2026-03-01T12:00:00.000000001+00:00, 2026-03-01T12:00:00.000000001Z",
        "2026-03-01T12:00:00+05:30, 2026-03-01T06:30:00Z",
        "2026-03-01T12:00:00-18:00, 2026-03-02T06:00:00Z",
        "2026-03-01T00:00+18:00, 2026-02-28T06:00:00Z",
        "2026-03-01T12:00:00-00:00, 2026-03-01T12:00:00Z",
        "2024-02-29T23:59:59Z, 2024-02-29T23:59:59Z",
        "2000-02-29T00:00:00Z, 2000-02-29T00:00:00Z",
        "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z"
    })
    void readsInstants(String text, Instant instant) throws Exception {
        assertThat(Timestamps.parse(text)).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-01", "2026-03-01T12:00", "2026-03-01T12:00:00", "2026-03-01T12:00:00.123"})
    void asksForAnOffset(String text) {
        assertThat(refusal(text).code()).isEqualTo(RejectCode.AMBIGUOUS_TIMESTAMP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "now",
                "1772366400",
                "2026",
                "2026-03",
                "2026-W09-7T12:00:00Z",
                "2026-060T12:00:00Z",
                "20260301T120000Z",
                "2026-3-1T12:00:00Z",
                "26-03-01T12:00:00Z",
                "+2026-03-01T12:00:00Z",
                "-001-03-01T12:00:00Z",
                "12026-03-01T12:00:00Z",
                "2026/03/01T12:00:00Z",
                "2026-03-01 12:00:00Z",
                " 2026-03-01T12:00:00Z",
                "2026-03-01T12:00:00Z ",
                "2026-03-01T",
                "2026-03-01TZ",
                "2026-03-01T12Z",
                "2026-03-01T12:Z",
                "2026-03-01T12:0",
                "2026-03-01T12:00:Z",
                "2026-03-01T12:00:0Z",
                "2026-03-01T12.00.00Z",
                "2026-03-01T12:00:00,5Z",
                "2026-03-01T12:00:00.Z",
                "2026-03-01T12:00:00.",
                "2026-03-01T12:00:00+",
                "2026-03-01T12:00:00+01",
                "2026-03-01T12:00:00+0100",
                "2026-03-01T12:00:00+1:00",
                "2026-03-01T12:00:00+01:00:00",
                "2026-03-01T12:00:00*01:00",
                "2026-03-01T12:00:00ZZ",
                "2026-03-01T12:00:00Z[Europe/Berlin]",
                "2026-03-01T12:00:00 CET",
                "٢٠٢٦-03-01T12:00:00Z"
            })
    void refusesOtherForms(String text) {
        assertThat(refusal(text)).hasMessageContaining("is not ISO 8601");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-29T12:00:00Z, day that does not exist",
        "2026-02-30T12:00:00Z, day that does not exist",
        "2100-02-29T12:00:00Z, day that does not exist",
        "2026-04-31T12:00:00Z, day that does not exist",
        "2026-00-01T12:00:00Z, day that does not exist",
        "2026-13-01T12:00:00Z, day that does not exist",
        "2026-03-00T12:00:00Z, day that does not exist",
        "2026-03-32T12:00:00Z, day that does not exist",
        "2026-03-01T24:00:00Z, time that does not exist",
        "2026-03-01T25:00:00Z, time that does not exist",
        "2026-03-01T12:60:00Z, time that does not exist",
        "2026-03-01T12:00:61Z, time that does not exist",
        "2016-12-31T23:59:60Z, leap second",
        "2026-03-01T12:00:00+18:01, offset from UTC that does not exist",
        "2026-03-01T12:00:00+01:60, offset from UTC that does not exist",
        "2026-03-01T12:00:00.1234567890Z, finer than a nanosecond",
        "0000-01-01T00:00:00+00:01, year between 0000 and 9999",
        "9999-12-31T23:59:59-00:01, year between 0000 and 9999"
    })
    void refusesWhatIsNotInTheCalendar(String text, String reason) {
        var refusal = refusal(text);

        assertThat(refusal.code()).isEqualTo(RejectCode.INVALID_TIMESTAMP);
        assertThat(refusal).hasMessageContaining(reason);
    }

    @Test
    void agreesWithTheFormatterOnEveryInstantItWrites() throws Exception {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++) {
            var second = random.nextLong(-62_167_000_000L, 253_402_000_000L);
            var offset = ZoneOffset.ofTotalSeconds(60 * random.nextInt(-18 * 60, 18 * 60 + 1));
            var time = OffsetDateTime.ofInstant(Instant.ofEpochSecond(second, random.nextInt(1_000_000_000)), offset);

            assertThat(Timestamps.parse(time.toString())).as(time.toString()).isEqualTo(time.toInstant());
        }
    }

    private static InvalidValueException refusal(String text) {
        return catchThrowableOfType(InvalidValueException.class, () -> Timestamps.parse(text));
    }
}
