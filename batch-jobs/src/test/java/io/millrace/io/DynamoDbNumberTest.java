package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.reject.RejectCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;

class DynamoDbNumberTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-0.000",
                "0E+999999999",
                "0E-999999999",
                "1E-130",
                "-1E-130",
                "1.5E-130",
                "1E+125",
                "9.9999999999999999999999999999999999999E+125",
                "-9.9999999999999999999999999999999999999E+125",
                "0.00000000000000000000000000000000000000000000000000000012345678901234567890123456789012345678",
                "12345678901234567890123456789012345678000000000000000000000000000000000000",
                "1.00000000000000000000000000000000000000000000000000000000000000"
            })
    void holds(BigDecimal number) {
        assertThat(DynamoDbNumber.faultOf(number)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1E+126, NUMBER_OUT_OF_RANGE",
        "-1E+126, NUMBER_OUT_OF_RANGE",
        "1E+999999999, NUMBER_OUT_OF_RANGE",
        "9.99E-131, NUMBER_OUT_OF_RANGE",
        "1E-999999999, NUMBER_OUT_OF_RANGE",
        "10E-2147483647, NUMBER_OUT_OF_RANGE",
        "123456789012345678901234567890123456789, NUMBER_TOO_PRECISE",
        "0.100000000000000000000000000000000000001, NUMBER_TOO_PRECISE"
    })
    void doesNotHold(BigDecimal number, RejectCode fault) {
        assertThat(DynamoDbNumber.faultOf(number)).isEqualTo(fault);
    }

    @Test
    void hasNoNegativeZeroAndNoTrailingZeros() {
        assertThat(DynamoDbNumber.attribute(new BigDecimal("-0.00")).n()).isEqualTo("0");
        assertThat(DynamoDbNumber.attribute(new BigDecimal("1.50")).n()).isEqualTo("1.5");
    }
}
