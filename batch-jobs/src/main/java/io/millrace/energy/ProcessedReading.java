package io.millrace.energy;

import java.math.BigDecimal;
import java.time.Instant;

/// A reading with what follows from it.
///
/// @param site the site's id
/// @param at when it was measured
/// @param generated kWh
/// @param consumed kWh
/// @param net generated less consumed, exactly
/// @param anomaly whether a quantity is negative that cannot be; negative zero is not
public record ProcessedReading(
        String site, Instant at, BigDecimal generated, BigDecimal consumed, BigDecimal net, boolean anomaly) {

    /// Decimal arithmetic throughout: 0.3 less 0.1 is 0.2.
    static ProcessedReading of(Reading reading) {
        var anomaly = reading.generated().signum() < 0 || reading.consumed().signum() < 0;
        var net = reading.generated().subtract(reading.consumed());
        return new ProcessedReading(
                reading.site(), reading.at(), reading.generated(), reading.consumed(), net, anomaly);
    }
}
