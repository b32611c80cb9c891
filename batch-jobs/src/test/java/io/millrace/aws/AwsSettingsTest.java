package io.millrace.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

class AwsSettingsTest {

    private static final Map<String, String> NAMES =
            Map.of(
                    "millrace.aws.buckets.landing", "in",
                    "millrace.aws.buckets.results", "out",
                    "millrace.aws.queues.files", "files",
                    "millrace.aws.queues.files-dlq", "files-dlq",
                    "millrace.aws.queues.rejects", "rejects");

    @Test
    void needsOnlyTheNames() {
        assertThat(bind(NAMES))
                .isEqualTo(
                        new AwsSettings(
                                new Buckets("in", "out"),
                                new QueueNames("files", "files-dlq", "rejects"),
                                false,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(30),
                                64,
                                5));
    }

    @Test
    void takesEverySetting() {
        var properties = new HashMap<>(NAMES);
        properties.put("millrace.aws.s3-path-style", "true");
        properties.put("millrace.aws.connect-timeout", "1s");
        properties.put("millrace.aws.socket-timeout", "25s");
        properties.put("millrace.aws.max-connections", "8");
        properties.put("millrace.aws.attempts", "3");

        var settings = bind(properties);

        assertThat(settings.s3PathStyle()).isTrue();
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.socketTimeout()).isEqualTo(Duration.ofSeconds(25));
        assertThat(settings.maxConnections()).isEqualTo(8);
        assertThat(settings.attempts()).isEqualTo(3);
    }

    @Test
    void namesTheSettingThatIsMissing() {
        for (var name : NAMES.keySet()) {
            var properties = new HashMap<>(NAMES);
            properties.remove(name);

            assertThatThrownBy(() -> bind(properties)).rootCause().hasMessageContaining(name);
        }
    }

    private static AwsSettings bind(Map<String, String> properties) {
        var source = new MapConfigurationPropertySource(properties);
        return new Binder(source).bindOrCreate("millrace.aws", Bindable.of(AwsSettings.class));
    }
}
