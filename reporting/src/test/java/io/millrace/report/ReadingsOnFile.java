package io.millrace.report;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Readings that a test makes, keeps for its own computation, and drops as a file.
final class ReadingsOnFile {

    private ReadingsOnFile() {}

    record Line(String site, Instant at, BigDecimal generated, BigDecimal consumed) {

        boolean isAnomaly() {
            return generated.signum() < 0 || consumed.signum() < 0;
        }

        private String json() {
            return """
            {"site_id":"%s","timestamp":"%s","energy_generated_kwh":%s,"energy_consumed_kwh":%s}\
            """
                    .formatted(site, at, generated, consumed);
        }
    }

    /// One every interval from an instant (included) to another, some of them negative.
    static Stream<Line> every(Duration interval, String site, Instant from, Instant to, long seed) {
        var random = new SplittableRandom(seed);
        return LongStream.range(0, Math.ceilDiv(Duration.between(from, to).toMillis(), interval.toMillis()))
                .mapToObj(n -> new Line(site, from.plus(interval.multipliedBy(n)), quantity(random), quantity(random)));
    }

    private static BigDecimal quantity(SplittableRandom random) {
        return BigDecimal.valueOf(random.nextInt(-1_000, 20_000), 3);
    }

    static byte[] ndjson(List<Line> lines) {
        return lines.stream()
                .map(Line::json)
                .collect(Collectors.joining("\n", "", "\n"))
                .getBytes(StandardCharsets.UTF_8);
    }
}
