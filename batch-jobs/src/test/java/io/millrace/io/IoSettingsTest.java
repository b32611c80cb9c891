package io.millrace.io;

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

class IoSettingsTest {

    @Test
    void hasDefaults() {
        assertThat(IoSettings.defaults())
                .isEqualTo(
                        new IoSettings(
                                DataSize.ofMegabytes(8),
                                DataSize.ofGigabytes(100),
                                DataSize.ofMegabytes(1),
                                new IoSettings.Gzip(DataSize.ofGigabytes(100), 200, DataSize.ofMegabytes(64)),
                                new IoSettings.Retry(
                                        6, Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofMinutes(1))));
    }

    @Test
    void takesEverySetting() {
        var settings =
                bind(
                        Map.of(
                                "block-size", "1MB",
                                "max-object-size", "2GB",
                                "max-record-size", "3KB",
                                "gzip.max-content-size", "4GB",
                                "gzip.max-ratio", "5",
                                "gzip.ratio-floor", "6MB",
                                "retry.attempts", "7",
                                "retry.delay", "8ms",
                                "retry.max-delay", "9s",
                                "retry.within", "10m"));

        assertThat(settings)
                .isEqualTo(
                        new IoSettings(
                                DataSize.ofMegabytes(1),
                                DataSize.ofGigabytes(2),
                                DataSize.ofKilobytes(3),
                                new IoSettings.Gzip(DataSize.ofGigabytes(4), 5, DataSize.ofMegabytes(6)),
                                new IoSettings.Retry(
                                        7, Duration.ofMillis(8), Duration.ofSeconds(9), Duration.ofMinutes(10))));
    }

    @ParameterizedTest
    @CsvSource({
        "block-size, 0",
        "block-size, 2GB",
        "max-record-size, -1",
        "max-record-size, 2GB",
        "max-object-size, 0",
        "gzip.max-content-size, 0",
        "gzip.max-ratio, 0",
        "gzip.ratio-floor, -1",
        "retry.attempts, 0",
        "retry.delay, 0s",
        "retry.max-delay, 1ms",
        "retry.within, 0s"
    })
    void namesTheSettingThatIsWrong(String name, String value) {
        assertThatThrownBy(() -> bind(Map.of(name, value))).rootCause().hasMessageContaining("millrace.io." + name);
    }

    private static IoSettings bind(Map<String, String> settings) {
        var source = new MapConfigurationPropertySource();
        settings.forEach((name, value) -> source.put("millrace.io." + name, value));
        return new Binder(source).bind("millrace.io", IoSettings.class).get();
    }
}
