package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.Map;

class RunSettingsTest {

    @Test
    void theDefaultsAreThese() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new RunSettings(
                                5000,
                                Runtime.getRuntime().availableProcessors() > 1 ? 20_000 : 0,
                                Math.min(Runtime.getRuntime().availableProcessors(), 2),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(5),
                                DataSize.ofMegabytes(16),
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(15),
                                10,
                                1000,
                                5,
                                2,
                                Duration.ofMillis(500)));
    }

    @Test
    void everySettingHasItsName() {
        assertThat(
                        bind(
                                Map.of(
                                        "chunk-size", "1",
                                        "read-ahead", "9",
                                        "lanes", "10",
                                        "lease", "2s",
                                        "reserve", "3s",
                                        "chunk-bytes", "11B",
                                        "back-off", "4s",
                                        "max-hops", "5",
                                        "max-stalled", "6",
                                        "retries", "7")))
                .isEqualTo(
                        new RunSettings(
                                1,
                                9,
                                10,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                DataSize.ofBytes(11),
                                Duration.ofSeconds(4),
                                Duration.ofMinutes(15),
                                10,
                                5,
                                6,
                                7,
                                Duration.ofMillis(500)));
        assertThat(bind(Map.of("max-back-off", "9m", "max-failures", "12", "retry-delay", "8s")))
                .returns(Duration.ofMinutes(9), RunSettings::maxBackOff)
                .returns(12, RunSettings::maxFailures)
                .returns(Duration.ofSeconds(8), RunSettings::retryDelay);
    }

    @ParameterizedTest
    @CsvSource({
        "chunk-size, 0",
        "read-ahead, -1",
        "lanes, 0",
        "lease, 999ms",
        "reserve, -1s",
        "chunk-bytes, 0B",
        "back-off, -1s",
        "max-back-off, 1s",
        "max-failures, 0",
        "max-hops, 0",
        "max-stalled, 0",
        "retries, -1",
        "retry-delay, -1s"
    })
    void aValueThatCannotWorkIsRefusedByName(String name, String value) {
        assertThatThrownBy(() -> bind(Map.of(name, value)))
                .rootCause()
                .hasMessageContaining("millrace.run." + name + " must");
    }

    private static RunSettings bind(Map<String, String> settings) {
        var source = new MapConfigurationPropertySource();
        settings.forEach((name, value) -> source.put("millrace.run." + name, value));
        return new Binder(source).bindOrCreate("millrace.run", RunSettings.class);
    }
}
