package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;

class MomentsTest {

    @ParameterizedTest
    @CsvSource({
        "2026-03-01, 2026-03-01T00:00:00Z",
        "2026-03-01T12:00:00Z, 2026-03-01T12:00:00Z",
        "2026-03-01T12:00Z, 2026-03-01T12:00:00Z",
        "2026-03-01t12:00:00.123456789z, 2026-03-01T12:00:00.123456789Z",
        "2026-03-01T12:00:00+02:00, 2026-03-01T10:00:00Z",
        "2026-03-01T12:00:00 02:00, 2026-03-01T10:00:00Z",
        "2026-03-01T12:00:00-02:00, 2026-03-01T14:00:00Z",
        "2026-03-01 12:00:00Z, 2026-03-01T12:00:00Z"
    })
    void readsDaysAndTimesWithAnOffset(String text, Instant instant) {
        assertThat(Moments.parse(text)).isEqualTo(instant);
        assertThat(Moments.parseLenient(text)).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-01T12:00:00", "2026-03-01 12:00:00"})
    void aTimeWithoutAnOffsetIsInUtcWhereThatWasTheCustom(String text) {
        assertThat(Moments.parseLenient(text)).isEqualTo("2026-03-01T12:00:00Z");
        assertThatIllegalArgumentException().isThrownBy(() -> Moments.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026",
                "2026-02-30",
                "2026-03-01T25:00:00Z",
                "2026-03-01T12:00:00ZZ",
                "2026-03-01T12:00:00+99:00",
                "1772366400",
                "+12026-03-01T12:00:00Z",
                "-0001-03-01T12:00:00Z",
                "٢٠٢٦-٠٣-٠١"
            })
    void refusesEverythingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Moments.parse(text));
        assertThatIllegalArgumentException().isThrownBy(() -> Moments.parseLenient(text));
    }

    @Test
    void readsADay() {
        assertThat(Moments.parseDay("2026-03-01")).isEqualTo("2026-03-01");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "2026", "2026-02-30", "2026-03-01Z", "2026-03-01T12:00:00Z", "+12026-03-01", "-999-03-01"})
    void refusesWhatIsNoDay(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Moments.parseDay(text))
                .withMessage("The value must be a day such as 2026-03-01.");
    }
}
