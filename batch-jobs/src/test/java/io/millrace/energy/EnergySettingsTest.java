package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import java.time.Duration;
import java.util.Map;

class EnergySettingsTest {

    @Test
    void haveDefaults() {
        assertThat(new Binder().bindOrCreate("millrace.energy", EnergySettings.class))
                .isEqualTo(new EnergySettings("millrace-energy-readings"));
        assertThat(new Binder().bindOrCreate("millrace.energy.feed", EnergyFeedSettings.class))
                .isEqualTo(new EnergyFeedSettings(10, 10, 0.2, 1, Duration.ofMinutes(5)));
    }

    @Test
    void areWhatTheyAreSetTo() {
        var binder =
                binder(
                        Map.of(
                                "millrace.energy.table", "readings",
                                "millrace.energy.feed.sites", "3",
                                "millrace.energy.feed.readings-per-file", "7",
                                "millrace.energy.feed.negative-share", "0",
                                "millrace.energy.feed.seed", "-9",
                                "millrace.energy.feed.interval", "3s"));

        assertThat(binder.bindOrCreate("millrace.energy", EnergySettings.class))
                .isEqualTo(new EnergySettings("readings"));
        assertThat(binder.bindOrCreate("millrace.energy.feed", EnergyFeedSettings.class))
                .isEqualTo(new EnergyFeedSettings(3, 7, 0, -9, Duration.ofSeconds(3)));
    }

    @ParameterizedTest
    @CsvSource({
        "sites, 0",
        "readings-per-file, 0",
        "negative-share, -0.1",
        "negative-share, 1.1",
        "negative-share, NaN",
        "interval, 0s",
        "interval, -1s"
    })
    void areRefusedByName(String setting, String value) {
        var binder = binder(Map.of("millrace.energy.feed." + setting, value));

        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> binder.bindOrCreate("millrace.energy.feed", EnergyFeedSettings.class))
                .withRootCauseInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e).rootCause().hasMessageContaining("millrace.energy.feed." + setting));
    }

    @Test
    void mustNameATable() {
        var binder = binder(Map.of("millrace.energy.table", " "));

        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> binder.bindOrCreate("millrace.energy", EnergySettings.class));
    }

    private static Binder binder(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings));
    }
}
