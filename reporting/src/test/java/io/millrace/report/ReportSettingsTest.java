package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;

class ReportSettingsTest {

    @Test
    void haveDefaults() {
        assertThat(new Binder().bindOrCreate("millrace.report", ReportSettings.class))
                .isEqualTo(new ReportSettings(ZoneId.of("UTC"), null, Duration.ofDays(90), Set.of(), null));
    }

    @Test
    void areWhatTheyAreSetTo() {
        var binder =
                binder(
                        Map.of(
                                "millrace.report.zone", "Europe/Berlin",
                                "millrace.report.expected-interval", "15m",
                                "millrace.report.retention", "30d",
                                "millrace.report.after-run", "commerce",
                                "millrace.report.base-url", "https://millrace.example.org"));

        assertThat(binder.bindOrCreate("millrace.report", ReportSettings.class))
                .isEqualTo(
                        new ReportSettings(
                                ZoneId.of("Europe/Berlin"),
                                Duration.ofMinutes(15),
                                Duration.ofDays(30),
                                Set.of(ReportKind.COMMERCE),
                                URI.create("https://millrace.example.org")));
    }

    @ParameterizedTest
    @CsvSource({
        "expected-interval, 0s",
        "expected-interval, 1500ms",
        "retention, -1d",
        "after-run, energy",
        "base-url, here"
    })
    void areRefusedByName(String setting, String value) {
        var binder = binder(Map.of("millrace.report." + setting, value));

        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> binder.bindOrCreate("millrace.report", ReportSettings.class))
                .withRootCauseInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e).rootCause().hasMessageContaining("millrace.report." + setting));
    }

    private static Binder binder(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings));
    }
}
