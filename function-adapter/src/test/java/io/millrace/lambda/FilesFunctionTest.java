package io.millrace.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;

import io.millrace.aws.Queues;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalContext;
import io.millrace.run.Deadline;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.cloud.function.adapter.aws.FunctionInvoker;
import org.springframework.cloud.function.context.config.ContextFunctionCatalogAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The function as Lambda calls it: through Spring Cloud Function's handler, from JSON to JSON.
class FilesFunctionTest {

    private static final Map<String, Duration> HANDLED = new ConcurrentHashMap<>();

    @SpringBootConfiguration
    @ImportAutoConfiguration({ContextFunctionCatalogAutoConfiguration.class, JacksonAutoConfiguration.class})
    static class Application {

        @Bean
        Function<Message<SQSEvent>, SQSBatchResponse> files() {
            var space = LocalCloud.shared().newSpace();
            var settings = new LambdaSettings(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(1));
            var queues = new Queues(space.files(), space.filesDlq(), space.rejects());
            var redelivery = new Redelivery(LocalCloud.shared().sqs(), queues, settings);
            return new FilesFunction(FilesFunctionTest::handle, redelivery, settings);
        }
    }

    private static boolean handle(String body, Deadline deadline) {
        HANDLED.put(body, deadline.remaining());
        if (!body.startsWith("{")) {
            throw new IllegalArgumentException("Not JSON: " + body);
        }
        return true;
    }

    /// Lambda's handler reads them; it takes no arguments.
    private static final Map<String, String> SYSTEM_PROPERTIES =
            Map.of(
                    "MAIN_CLASS", Application.class.getName(),
                    "spring.main.web-application-type", "none",
                    "spring.main.banner-mode", "off");

    @BeforeEach
    void chooseTheApplication() {
        HANDLED.clear();
        SYSTEM_PROPERTIES.forEach(System::setProperty);
    }

    @AfterEach
    void forgetTheApplication() {
        SYSTEM_PROPERTIES.keySet().forEach(System::clearProperty);
    }

    @Test
    void answersWithTheMessagesThatFailed() throws IOException {
        var answer = invoke("sqs-two-messages.json", LocalContext.withTimeLimit(Duration.ofSeconds(60)));

        assertThat(HANDLED).hasSize(2).containsKey("not one of ours");
        var failures = answer.path("batchItemFailures");
        assertThat(failures.valueStream().map(failure -> failure.path("itemIdentifier").asString()))
                .containsExactly("2e1424d4-f796-459a-8184-9c92662be6da");
    }

    @Test
    void takesTheDeadlineFromTheContext() throws IOException {
        invoke("sqs-two-messages.json", LocalContext.withTimeLimit(Duration.ofSeconds(62)));

        assertThat(HANDLED.get("not one of ours")).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
    }

    private static JsonNode invoke(String event, Context context) throws IOException {
        var output = new ByteArrayOutputStream();
        try (var input = event(event)) {
            new FunctionInvoker("files").handleRequest(input, output, context);
        }
        return new JsonMapper().readTree(output.toByteArray());
    }

    private static InputStream event(String name) {
        return Objects.requireNonNull(FilesFunctionTest.class.getResourceAsStream("/events/" + name));
    }
}
