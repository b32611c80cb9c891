package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;

import org.junit.jupiter.api.Test;
import org.springframework.messaging.Message;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Predicate;

class LocalEventSourceTest {

    private static final SQSBatchResponse ALL_DONE = new SQSBatchResponse(List.of());

    private final SqsClient sqs = LocalCloud.shared().sqs();
    private final LocalSpace space = LocalCloud.shared().newSpace(new LocalSpace.Options(true, Duration.ofSeconds(1)));
    private final Queue<SQSMessage> handled = new ConcurrentLinkedQueue<>();

    @Test
    void givesTheFunctionWhatLambdaWould() {
        var contexts = new ConcurrentLinkedQueue<Context>();
        var byHand = MessageAttributeValue.builder().dataType("String").stringValue("by hand").build();
        sqs.sendMessage(
                request ->
                        request.queueUrl(space.files())
                                .messageBody("hello")
                                .messageAttributes(Map.of("Origin", byHand)));

        try (var _ =
                start(
                        event -> {
                            contexts.add(event.getHeaders().get("aws-context", Context.class));
                            handled.addAll(event.getPayload().getRecords());
                            return ALL_DONE;
                        })) {
            await().until(() -> !handled.isEmpty());
        }

        assertThat(handled)
                .singleElement()
                .satisfies(
                        message -> {
                            assertThat(message.getBody()).isEqualTo("hello");
                            assertThat(message.getEventSource()).isEqualTo("aws:sqs");
                            assertThat(message.getEventSourceArn()).isEqualTo(space.filesArn());
                            assertThat(message.getReceiptHandle()).isNotEmpty();
                            assertThat(message.getAttributes())
                                    .containsEntry("ApproximateReceiveCount", "1")
                                    .containsKey("SentTimestamp");
                            assertThat(message.getMessageAttributes())
                                    .hasEntrySatisfying(
                                            "Origin",
                                            origin -> assertThat(origin.getStringValue()).isEqualTo("by hand"));
                        });
        assertThat(contexts).singleElement().satisfies(context -> assertThat(context.getAwsRequestId()).isNotEmpty());
    }

    @Test
    void deletesWhatIsDoneAndDeliversAgainWhatFailed() {
        send("good", "bad", "better");

        try (var _ =
                start(
                        event -> {
                            handled.addAll(event.getPayload().getRecords());
                            return failing(event, message -> message.getBody().equals("bad") && receives(message) < 3);
                        })) {
            await().atMost(Duration.ofSeconds(30)).until(() -> bodies().size() == 5);
            await().until(() -> left() == 0);
        }

        assertThat(bodies()).containsExactlyInAnyOrder("good", "better", "bad", "bad", "bad");
    }

    @Test
    void leavesAMessageThatAlwaysFailsToTheDeadLetterQueue() {
        send("poison");

        try (var _ =
                start(
                        event -> {
                            handled.addAll(event.getPayload().getRecords());
                            throw new IllegalStateException("poisoned");
                        })) {
            await().atMost(Duration.ofSeconds(30))
                    .until(
                            () ->
                                    !sqs.receiveMessage(
                                                    request -> request.queueUrl(space.filesDlq()).waitTimeSeconds(1))
                                            .messages()
                                            .isEmpty());
        }

        assertThat(handled).hasSize(LocalSpace.MAX_RECEIVES);
    }

    @Test
    void takesAFailureThatItDoesNotKnowForAFailureOfAll() {
        send("good");

        try (var _ =
                start(
                        event -> {
                            handled.addAll(event.getPayload().getRecords());
                            return handled.size() > 1
                                    ? ALL_DONE
                                    : new SQSBatchResponse(List.of(new BatchItemFailure("unknown")));
                        })) {
            await().atMost(Duration.ofSeconds(30)).until(() -> handled.size() == 2);
        }
    }

    @Test
    void invokesSeveralAtOnce() {
        var together = new CountDownLatch(2);
        send("1");

        try (var _ =
                start(
                        event -> {
                            handled.addAll(event.getPayload().getRecords());
                            together.countDown();
                            waitFor(together);
                            return ALL_DONE;
                        })) {
            await().until(() -> handled.size() == 1);
            send("2");
            await().untilAsserted(() -> assertThat(together.getCount()).isZero());
        }
    }

    @Test
    void tellsTheFunctionThatItsTimeIsUpWhenItCloses() {
        send("long");
        var source =
                start(
                        event -> {
                            handled.addAll(event.getPayload().getRecords());
                            var context = event.getHeaders().get("aws-context", Context.class);
                            await().atMost(Duration.ofSeconds(30))
                                    .until(() -> context != null && context.getRemainingTimeInMillis() == 0);
                            return ALL_DONE;
                        });
        await().until(() -> !handled.isEmpty());

        long start = System.nanoTime();
        source.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    private LocalEventSource start(Function<Message<SQSEvent>, SQSBatchResponse> function) {
        return LocalEventSource.start(
                sqs,
                new LocalEventSource.Queue(space.files(), space.filesArn()),
                function,
                LocalEventSource.Options.USUAL);
    }

    private static SQSBatchResponse failing(Message<SQSEvent> event, Predicate<SQSMessage> fails) {
        return new SQSBatchResponse(
                event.getPayload().getRecords().stream()
                        .filter(fails)
                        .map(message -> new BatchItemFailure(message.getMessageId()))
                        .toList());
    }

    private void send(String... bodies) {
        for (var body : bodies) {
            sqs.sendMessage(request -> request.queueUrl(space.files()).messageBody(body));
        }
    }

    private List<String> bodies() {
        return handled.stream().map(SQSMessage::getBody).toList();
    }

    private int left() {
        var attributes =
                sqs.getQueueAttributes(
                                request -> request.queueUrl(space.files()).attributeNames(QueueAttributeName.ALL))
                        .attributes();
        return Integer.parseInt(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                + Integer.parseInt(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    }

    private static int receives(SQSMessage message) {
        return Integer.parseInt(message.getAttributes().get("ApproximateReceiveCount"));
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
