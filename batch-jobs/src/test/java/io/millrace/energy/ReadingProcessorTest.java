package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.io.Item;
import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectedRecordException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.time.Instant;

class ReadingProcessorTest {

    private static final RawRecord RAW = new RawRecord(new Place(7, 100), new byte[0], 0);

    private final ReadingProcessor processor = new ReadingProcessor();

    @ParameterizedTest
    @CsvSource({
        "0.3, 0.1, 0.2, false",
        "1, 3.25, -2.25, false",
        "0, 0, 0, false",
        "-0.0, 0, 0.0, false",
        "-1, 0, -1, true",
        "0, -1, 1, true",
        "-1, -1, 0, true",
        "1E-130, 0, 1E-130, false",
        "1E+125, 1E+125, 0, false"
    })
    void subtractsExactly(BigDecimal generated, BigDecimal consumed, BigDecimal net, boolean anomaly) throws Exception {
        var item = processor.process(item(generated, consumed));

        assertThat(item.raw()).isSameAs(RAW);
        assertThat(item.value().net()).isEqualByComparingTo(net);
        assertThat(item.value().anomaly()).isEqualTo(anomaly);
    }

    @ParameterizedTest
    @CsvSource({
        "1E+30, 1E-30, NUMBER_TOO_PRECISE",
        "9E+125, -9E+125, NUMBER_OUT_OF_RANGE",
        "1.1E-130, 1E-130, NUMBER_OUT_OF_RANGE",
        "9.9E+125, 1E-130, NUMBER_TOO_PRECISE"
    })
    void rejectsADifferenceThatDynamoDbCannotHold(BigDecimal generated, BigDecimal consumed, String code) {
        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> processor.process(item(generated, consumed)))
                .withMessageContaining("net energy")
                .satisfies(
                        rejected -> {
                            assertThat(rejected.code()).isEqualTo(code);
                            assertThat(rejected.raw()).isSameAs(RAW);
                        });
    }

    private static Item<Reading> item(BigDecimal generated, BigDecimal consumed) {
        return new Item<>(RAW, new Reading("site-01", Instant.EPOCH, generated, consumed));
    }
}
