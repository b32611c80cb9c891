package io.millrace.io;

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

class DynamoDbSettingsTest {

    @Test
    void haveDefaults() {
        assertThat(DynamoDbSettings.defaults())
                .isEqualTo(new DynamoDbSettings(8, 10, Duration.ofMillis(50), Duration.ofSeconds(5)));
    }

    @Test
    void areWhatTheyAreSetTo() {
        var settings = bind(Map.of("batches-in-flight", "2", "attempts", "3", "delay", "1s", "max-delay", "2s"));

        assertThat(settings).isEqualTo(new DynamoDbSettings(2, 3, Duration.ofSeconds(1), Duration.ofSeconds(2)));
    }

    @ParameterizedTest
    @CsvSource({"batches-in-flight, 0", "attempts, 0", "delay, 0s", "max-delay, 49ms"})
    void areRefusedByName(String setting, String value) {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bind(Map.of(setting, value)))
                .satisfies(e -> assertThat(e).rootCause().hasMessageContaining("millrace.io.dynamodb." + setting));
    }

    private static DynamoDbSettings bind(Map<String, String> settings) {
        var source = new MapConfigurationPropertySource();
        settings.forEach((name, value) -> source.put("millrace.io.dynamodb." + name, value));
        return new Binder(source).bindOrCreate("millrace.io.dynamodb", DynamoDbSettings.class);
    }
}
