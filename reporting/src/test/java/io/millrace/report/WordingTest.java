package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.time.Duration;

class WordingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0           | 0            | 0",
                "0.000       | 0            | 0",
                "0.12345     | 0.12345      | 0.12",
                "-0.00000012 | 0            | 0",
                "999.96      | 999.96       | 1,000",
                "1234.5      | 1,234.5      | 1,235",
                "-93.702     | -93.702      | -93.7",
                "1E+3        | 1,000        | 1,000",
                "1E+125      | 1E+125       | 1E+125"
            })
    void writesQuantities(BigDecimal quantity, String exact, String rounded) {
        assertThat(Wording.exact(quantity)).isEqualTo(exact);
        assertThat(Wording.rounded(quantity)).isEqualTo(rounded);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0 %",
        "0, 5, 0 %",
        "5, 5, 100 %",
        "9999, 10000, 99.9 %",
        "1, 10000, 0.1 %",
        "1, 3, 33.3 %",
        "1, 2, 50 %"
    })
    void isNeverRoundedToAllOrNothing(long part, long whole, String share) {
        assertThat(Wording.share(part, whole)).isEqualTo(share);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.25S, 250 ms",
        "PT5S, 5 s",
        "PT2H5M7S, 2 h 5 min",
        "PT1H, 1 h",
        "PT24H, 1 d",
        "PT24H30M, 1 d",
        "PT50H, 2 d 2 h"
    })
    void writesDurationsInTheirTwoLargestUnits(Duration length, String text) {
        assertThat(Wording.duration(length)).isEqualTo(text);
    }
}
