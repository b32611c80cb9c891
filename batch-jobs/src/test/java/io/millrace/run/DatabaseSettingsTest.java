package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import java.time.Duration;
import java.util.Map;

class DatabaseSettingsTest {

    private static final Duration DEFAULT_LEASE = Duration.ofSeconds(60);

    @Test
    void theDefaultsAreTheseAndFitTheLease() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new DatabaseSettings(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(20)));
        assertThat(bind(Map.of()).concern(DEFAULT_LEASE)).isEmpty();
    }

    @Test
    void everySettingHasItsName() {
        assertThat(
                        bind(
                                Map.of(
                                        "statement-timeout", "1s",
                                        "lock-timeout", "200ms",
                                        "idle-in-transaction-timeout", "3s")))
                .isEqualTo(new DatabaseSettings(Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(3)));
    }

    @ParameterizedTest
    @CsvSource({"40s, 20s", "10s, 50s"})
    void whatDoesNotFitTheLeaseIsSaidWithTheNamesOfTheSettings(String lock, String idle) {
        assertThat(bind(Map.of("lock-timeout", lock, "idle-in-transaction-timeout", idle)).concern(DEFAULT_LEASE))
                .get()
                .asString()
                .contains(
                        "millrace.database.lock-timeout",
                        "millrace.database.idle-in-transaction-timeout",
                        "millrace.run.lease");
    }

    private static DatabaseSettings bind(Map<String, String> settings) {
        var source = new MapConfigurationPropertySource();
        settings.forEach((name, value) -> source.put("millrace.database." + name, value));
        return new Binder(source).bindOrCreate("millrace.database", DatabaseSettings.class);
    }
}
