package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

import java.util.Map;

class LoggingTest {

    private static final String FORMAT = "logging.structured.format.console";

    private static @Nullable String format(Map<String, Object> settings) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("settings", settings));
        new CloudLogging().postProcessEnvironment(environment, new SpringApplication());
        return environment.getProperty(FORMAT);
    }

    @Test
    void programsReadJsonInTheCloud() {
        assertThat(format(Map.of("AWS_LAMBDA_FUNCTION_NAME", "millrace-files"))).isEqualTo("ecs");
    }

    @Test
    void peopleReadTextElsewhere() {
        assertThat(format(Map.of())).isNull();
    }

    @Test
    void anySettingIsStronger() {
        assertThat(format(Map.of("AWS_LAMBDA_FUNCTION_NAME", "millrace-files", FORMAT, "logstash")))
                .isEqualTo("logstash");
    }

    @Test
    void everyLineOfARunNamesIt() throws Exception {
        assertThat(line(Map.of("job", "energy", "run", "d5aece85", "hop", "2.1")))
                .isEqualTo("[energy d5aece85 2.1] text");
        assertThat(line(Map.of("run", "d5aece85"))).isEqualTo("[ d5aece85 ] text");
        assertThat(line(Map.of())).isEqualTo("text");
    }

    private static String line(Map<String, String> mdc) throws Exception {
        var settings =
                new YamlPropertySourceLoader()
                        .load("settings", new ClassPathResource("config/application.yaml"))
                        .getFirst();
        var layout = new PatternLayout();
        layout.setContext(new LoggerContext());
        layout.setPattern(settings.getProperty("logging.pattern.correlation") + "%m");
        layout.start();
        var event = new LoggingEvent();
        event.setLevel(Level.INFO);
        event.setMessage("text");
        event.setMDCPropertyMap(mdc);
        return layout.doLayout(event);
    }
}
