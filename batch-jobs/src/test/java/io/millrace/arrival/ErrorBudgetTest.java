package io.millrace.arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorBudgetTest {

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # share, count, minRecords, read, rejected, atEnd, exceeded
                    0.5,  1000000, 1000,  1,    1,   false, false
                    0.5,  1000000, 1000,  999,  999, false, false
                    0.5,  1000000, 1000,  1000, 500, false, false
                    0.5,  1000000, 1000,  1000, 501, false, true
                    0.5,  1000000, 1000,  1,    1,   true,  true
                    0.5,  1000000, 1000,  2,    1,   true,  false
                    0.5,  1000000, 1000,  0,    0,   true,  false
                    0.29, 1000000, 100,   100,  29,  false, false
                    0.29, 1000000, 100,   100,  30,  false, true
                    0.07, 1000000, 100,   100,  7,   false, false
                    0.1,  1000000, 0,     10,   1,   false, false
                    0,    1000000, 1000,  1000, 1,   false, true
                    0,    1000000, 1000,  5000, 0,   true,  false
                    0,    1000000, 0,     1,    1,   false, true
                    1,    1000000, 0,     100,  100, true,  false
                    1,    3,       1000,  3,    3,   false, false
                    1,    3,       1000,  4,    4,   false, true
                    1,    0,       1000,  1,    1,   false, true
                    1,    0,       1000,  1,    0,   true,  false
                    """)
    void isExceeded(
            double share, long count, long minRecords, long read, long rejected, boolean atEnd, boolean exceeded) {
        var budget = new ErrorBudget(share, count, minRecords);

        assertThat(budget.exceeded(read, rejected, atEnd)).isEqualTo(exceeded);
    }

    @Test
    void exactSharesAreNeverAboveThemselves() {
        for (int percent = 0; percent < 100; percent++) {
            var budget = new ErrorBudget(Double.parseDouble("0.%02d".formatted(percent)), 1_000_000, 0);

            assertThat(budget.exceeded(100_000, percent * 1_000L, true)).isFalse();
            assertThat(budget.exceeded(100_000, percent * 1_000L + 1, true)).isTrue();
        }
    }

    @Test
    void toleratesHalfOfTheRecordsByDefault() {
        assertThat(ErrorBudget.DEFAULT).isEqualTo(new ErrorBudget(0.5, ErrorBudget.UNLIMITED, 1000));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesImpossibleShares(double share) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ErrorBudget(share, 1, 1));
    }

    @Test
    void refusesNegativeNumbers() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ErrorBudget(0, -1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ErrorBudget(0, 1, -1));
    }
}
