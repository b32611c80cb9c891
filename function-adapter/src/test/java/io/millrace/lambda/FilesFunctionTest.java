package io.millrace.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;

import io.millrace.aws.Queues;
import io.millrace.local.LocalCloud;
import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.cloud.function.context.config.ContextFunctionCatalogAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
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
            return new FilesFunction(
                    (bodies, invocation) ->
                            bodies.stream().<Dispatcher.Task>map(body -> share -> handle(body, share)).toList(),
                    redelivery,
                    settings);
        }
    }

    private static boolean handle(String body, Deadline deadline) {
        HANDLED.put(body, deadline.remaining());
        if (!body.startsWith("{")) {
            throw new IllegalArgumentException("Not JSON: " + body);
        }
        return true;
    }

    @Test
    void answersWithTheMessagesThatFailed() throws IOException {
        var answer = invoke(Duration.ofMinutes(1));

        assertThat(HANDLED).hasSize(2).containsKey("not one of ours");
        var failures = answer.path("batchItemFailures");
        assertThat(failures.valueStream().map(failure -> failure.path("itemIdentifier").asString()))
                .containsExactly("2e1424d4-f796-459a-8184-9c92662be6da");
    }

    @Test
    void takesTheDeadlineFromTheContext() throws IOException {
        invoke(Duration.ofSeconds(62));

        assertThat(HANDLED.get("not one of ours")).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
    }

    private static JsonNode invoke(Duration timeLimit) throws IOException {
        HANDLED.clear();
        try (var lambda = new LambdaInvocation("files", Application.class, Map.of())) {
            return lambda.invoke("sqs-two-messages.json", timeLimit);
        }
    }
}
