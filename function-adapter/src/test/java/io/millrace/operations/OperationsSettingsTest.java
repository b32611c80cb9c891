package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import java.util.Map;

class OperationsSettingsTest {

    private static OperationsSettings settings(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("millrace.operations", OperationsSettings.class);
    }

    @Test
    void byDefaultOnlyThisMachineCalls() {
        var settings = settings(Map.of());

        assertThat(settings.allowedHosts()).containsExactly("localhost", "127.0.0.1", "::1");
        assertThat(settings.maxBody()).isEqualTo(DataSize.ofMegabytes(16));
    }

    @Test
    void takesEverySetting() {
        var settings =
                settings(
                        Map.of(
                                "millrace.operations.allowed-hosts",
                                "api.example.com,localhost",
                                "millrace.operations.max-body",
                                "1KB"));

        assertThat(settings.allowedHosts()).containsExactly("api.example.com", "localhost");
        assertThat(settings.maxBody()).isEqualTo(DataSize.ofKilobytes(1));
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> settings(Map.of("millrace.operations.allowed-hosts", "")))
                .rootCause()
                .hasMessageContaining("millrace.operations.allowed-hosts");
        assertThatThrownBy(() -> settings(Map.of("millrace.operations.max-body", "0")))
                .rootCause()
                .hasMessageContaining("millrace.operations.max-body");
    }
}
