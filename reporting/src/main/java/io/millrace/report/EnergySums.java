package io.millrace.report;

import io.millrace.energy.ProcessedReading;

import java.math.BigDecimal;

/// What some readings add up to, exactly.
///
/// @param readings how many
/// @param anomalies how many of them are anomalies, which are part of the sums like any other
/// @param generated kWh
/// @param consumed kWh
record EnergySums(long readings, long anomalies, BigDecimal generated, BigDecimal consumed) {

    static final EnergySums NONE = new EnergySums(0, 0, BigDecimal.ZERO, BigDecimal.ZERO);

    EnergySums plus(ProcessedReading reading) {
        return new EnergySums(
                readings + 1,
                anomalies + (reading.anomaly() ? 1 : 0),
                generated.add(reading.generated()),
                consumed.add(reading.consumed()));
    }

    EnergySums plus(EnergySums other) {
        return new EnergySums(
                readings + other.readings,
                anomalies + other.anomalies,
                generated.add(other.generated),
                consumed.add(other.consumed));
    }

    /// Generated less consumed, kWh.
    BigDecimal net() {
        return generated.subtract(consumed);
    }
}
