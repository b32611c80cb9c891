package io.millrace.lambda;

import io.millrace.local.LocalContext;

import org.springframework.cloud.function.adapter.aws.FunctionInvoker;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// A function as Lambda calls it: through Spring Cloud Function's handler, from the JSON of an event to the JSON of an
/// answer. The handler takes no arguments; it finds the application and its settings in system properties.
final class LambdaInvocation implements AutoCloseable {

    private final Map<String, String> systemProperties =
            new LinkedHashMap<>(
                    Map.of(
                            "spring.main.web-application-type", "none",
                            "spring.main.banner-mode", "off"));
    private final FunctionInvoker function;

    LambdaInvocation(String function, Class<?> application, Map<String, ?> settings) {
        systemProperties.put("MAIN_CLASS", application.getName());
        settings.forEach((name, value) -> systemProperties.put(name, value.toString()));
        systemProperties.forEach(System::setProperty);
        this.function = new FunctionInvoker(function);
    }

    JsonNode invoke(String event) throws IOException {
        return invoke(event, Duration.ofMinutes(1));
    }

    JsonNode invoke(String event, Duration timeLimit) throws IOException {
        var output = new ByteArrayOutputStream();
        try (var input = LambdaInvocation.class.getResourceAsStream("/events/" + event)) {
            function.handleRequest(Objects.requireNonNull(input, event), output, LocalContext.withTimeLimit(timeLimit));
        }
        return new JsonMapper().readTree(output.toByteArray());
    }

    @Override
    public void close() {
        systemProperties.keySet().forEach(System::clearProperty);
    }
}
