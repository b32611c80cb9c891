package io.millrace.operations.energy;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.millrace.energy.ProcessedReading;
import io.swagger.v3.oas.annotations.media.Schema;

import java.math.BigDecimal;
import java.time.Instant;

/// A reading under the names that it has in files and in the table.
///
/// Quantities are JSON numbers, exact to the last of their up to 38 digits: whoever reads them into binary floating
/// point rounds them himself.
@Schema(name = "Reading")
record ReadingView(
        @JsonProperty("site_id") @Schema(example = "site-07") String site,
        @JsonProperty("timestamp") @Schema(example = "2026-03-01T12:00:00Z") Instant at,
        @JsonProperty("energy_generated_kwh") @Schema(example = "0.3") BigDecimal generated,
        @JsonProperty("energy_consumed_kwh") @Schema(example = "0.1") BigDecimal consumed,
        @JsonProperty("net_energy_kwh") @Schema(description = "Generated less consumed, exactly.", example = "0.2")
                BigDecimal net,
        @Schema(description = "Whether generated or consumed is negative.", example = "false") boolean anomaly) {

    /// Beyond this many zeros a number is written with an exponent, as JavaScript does it.
    private static final int LONGEST = 21;

    static ReadingView of(ProcessedReading reading) {
        return new ReadingView(
                reading.site(),
                reading.at(),
                readable(reading.generated()),
                readable(reading.consumed()),
                readable(reading.net()),
                reading.anomaly());
    }

    /// The same number, with the scale that writes it best: 1.50 as 1.5, 1E+2 as 100, and a one with 125 zeros as
    /// 1E+125.
    static BigDecimal readable(BigDecimal number) {
        var stripped = number.stripTrailingZeros();
        var digitsBeforePoint = (long) stripped.precision() - stripped.scale();
        return stripped.scale() < 0 && digitsBeforePoint <= LONGEST ? stripped.setScale(0) : stripped;
    }
}
