package io.millrace.operations.energy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;

class ReadingViewTest {

    @ParameterizedTest
    @CsvSource({
        "0.2, 0.2",
        "1.50, 1.5",
        "0.00, 0",
        "1E+2, 100",
        "-1E+2, -100",
        "1E+20, 100000000000000000000",
        "1E+21, 1E+21",
        "1E+125, 1E+125",
        "0.0000012, 0.0000012",
        "1E-7, 1E-7",
        "1E-130, 1E-130",
        "12345678901234567890123456789012345678, 12345678901234567890123456789012345678",
        "-1.2E+125, -1.2E+125"
    })
    void writesNumbersExactlyAndShort(String number, String written) {
        var exact = new BigDecimal(number);

        assertThat(ReadingView.readable(exact)).hasToString(written).isEqualByComparingTo(exact);
    }

    @ParameterizedTest
    @CsvSource({"125", "100", "22"})
    void doesNotWriteAHundredZeros(int zeros) {
        var asDynamoDbReturnsIt = new BigDecimal("1" + "0".repeat(zeros));

        assertThat(ReadingView.readable(asDynamoDbReturnsIt)).hasToString("1E+" + zeros);
    }
}
