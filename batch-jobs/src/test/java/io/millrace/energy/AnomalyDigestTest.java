package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Instant;

class AnomalyDigestTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final AnomalyDigest digest = new AnomalyDigest();

    @Test
    void isEmptyWithoutAnomalies() {
        digest.add(reading("site-01", 0, "1", "1"));

        assertThat(digest.isEmpty()).isTrue();
    }

    @Test
    void namesSitesCountsAndTheFirstReadings() {
        digest.add(reading("site-02", 0, "-1.50", "2"));
        for (var i = 1; i <= 10; i++) {
            digest.add(reading("site-01", i, "3", "-0.001"));
            digest.add(reading("site-03", i, "3", "0"));
        }

        assertThat(digest.isEmpty()).isFalse();
        assertThat(digest.subject()).isEqualTo("Millrace: 11 anomalies at 2 sites");
        assertThat(digest.body("s3://landing/energy/1.json, run 0123"))
                .isEqualTo(
                        """
                        11 anomalies in s3://landing/energy/1.json, run 0123

                        By site:
                              10  site-01
                               1  site-02

                        The first:
                          2026-03-01T12:00:00Z  site-02: generated -1.50 kWh, consumed 2 kWh
                          2026-03-01T12:00:01Z  site-01: generated 3 kWh, consumed -0.001 kWh
                          2026-03-01T12:00:02Z  site-01: generated 3 kWh, consumed -0.001 kWh
                          2026-03-01T12:00:03Z  site-01: generated 3 kWh, consumed -0.001 kWh
                          2026-03-01T12:00:04Z  site-01: generated 3 kWh, consumed -0.001 kWh
                        """);
    }

    @Test
    void countsInTheSingularToo() {
        digest.add(reading("site-01", 0, "-1", "2"));

        assertThat(digest.subject()).isEqualTo("Millrace: 1 anomaly at 1 site");
    }

    @Test
    void staysSmallWhateverTheFile() {
        for (var i = 0; i < 100_000; i++) {
            digest.add(reading("süd-" + "x".repeat(500) + i % 1000, i, "-1", "0"));
        }

        assertThat(digest.save()).hasSizeLessThan(20_000);
        assertThat(digest.subject()).isEqualTo("Millrace: 100000 anomalies at more than 20 sites");
        assertThat(digest.body("a file").length()).isLessThan(5_000);
        assertThat(digest.body("a file")).contains("     100  süd-xxx", "…\n", "   98000  more at further sites");
    }

    @Test
    void goesOnWhereItWasSaved() {
        var all = new AnomalyDigest();
        for (var i = 0; i < 200; i++) {
            var reading = reading("site-" + i % 30, i, i % 2 == 0 ? "-1E-130" : "-0.10", "0");
            all.add(reading);
            digest.add(reading);
            digest.restore(digest.save());
        }

        assertThat(digest.save()).isEqualTo(all.save());
        assertThat(digest.body("a file")).isEqualTo(all.body("a file"));
    }

    @Test
    void forgetsWhatWasNotSaved() {
        digest.add(reading("site-01", 0, "-1", "0"));
        var saved = digest.save();
        digest.add(reading("site-02", 1, "-1", "0"));

        digest.restore(saved);

        assertThat(digest.subject()).isEqualTo("Millrace: 1 anomaly at 1 site");
        digest.restore(null);
        assertThat(digest.isEmpty()).isTrue();
    }

    private static ProcessedReading reading(String site, int second, String generated, String consumed) {
        return ProcessedReading.of(
                new Reading(site, START.plusSeconds(second), new BigDecimal(generated), new BigDecimal(consumed)));
    }
}
