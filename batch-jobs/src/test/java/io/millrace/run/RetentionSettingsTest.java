package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import java.time.Duration;
import java.util.Map;

class RetentionSettingsTest {

    @Test
    void theDefaultsAreThese() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new RetentionSettings(
                                true,
                                Duration.ofDays(30),
                                Duration.ofDays(90),
                                Duration.ofDays(365),
                                Duration.ofDays(400),
                                Duration.ofDays(90),
                                500));
    }

    @Test
    void everySettingHasItsName() {
        assertThat(
                        bind(
                                Map.of(
                                        "enabled", "false",
                                        "completed", "1d",
                                        "failed", "2d",
                                        "rejects", "3d",
                                        "heads", "4d",
                                        "notifications", "5d",
                                        "batch-size", "6")))
                .isEqualTo(
                        new RetentionSettings(
                                false,
                                Duration.ofDays(1),
                                Duration.ofDays(2),
                                Duration.ofDays(3),
                                Duration.ofDays(4),
                                Duration.ofDays(5),
                                6));
    }

    @ParameterizedTest
    @CsvSource({
        "completed, 0s",
        "failed, -1s",
        "rejects, 29d",
        "heads, 29d",
        "notifications, 0s",
        "batch-size, 0",
        "batch-size, 10001"
    })
    void aValueThatCannotWorkIsRefusedByName(String name, String value) {
        assertThatThrownBy(() -> bind(Map.of(name, value)))
                .rootCause()
                .hasMessageContaining("millrace.retention." + name + " must");
    }

    static RetentionSettings bind(Map<String, String> settings) {
        var source = new MapConfigurationPropertySource();
        settings.forEach((name, value) -> source.put("millrace.retention." + name, value));
        return new Binder(source).bindOrCreate("millrace.retention", RetentionSettings.class);
    }
}
