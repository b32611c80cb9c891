package io.millrace.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import java.time.Duration;
import java.util.Map;

class LambdaSettingsTest {

    @Test
    void hasDefaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new LambdaSettings(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofMinutes(5)));
    }

    @Test
    void takesEverySetting() {
        var settings =
                bind(
                        Map.of(
                                "millrace.lambda.answer-reserve", "500ms",
                                "millrace.lambda.retry-delay", "1s",
                                "millrace.lambda.max-retry-delay", "20s"));

        assertThat(settings)
                .isEqualTo(new LambdaSettings(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(20)));
    }

    @Test
    void refusesDelaysThatMakeNoSense() {
        assertThatThrownBy(() -> bind(Map.of("millrace.lambda.retry-delay", "10m")))
                .rootCause()
                .hasMessageContaining("millrace.lambda.max-retry-delay");
        assertThatThrownBy(() -> bind(Map.of("millrace.lambda.max-retry-delay", "13h")))
                .rootCause()
                .hasMessageContaining("millrace.lambda.max-retry-delay");
    }

    private static LambdaSettings bind(Map<String, String> properties) {
        var source = new MapConfigurationPropertySource(properties);
        return new Binder(source).bindOrCreate("millrace.lambda", Bindable.of(LambdaSettings.class));
    }
}
