package io.millrace.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;

import io.millrace.aws.Queues;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

class RedeliveryTest {

    private final SqsClient sqs = LocalCloud.shared().sqs();
    private final LocalSpace space = LocalCloud.shared().newSpace();
    private final LambdaSettings settings =
            new LambdaSettings(Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(60));

    @Test
    void doublesTheDelayWithEveryReceiveUpToALimit() {
        assertDelay(1, 5, 10);
        assertDelay(2, 10, 20);
        assertDelay(3, 20, 40);
        assertDelay(4, 30, 60);
        assertDelay(1_000_000, 30, 60);
    }

    @Test
    void spreadsWhatFailedTogether() {
        var redelivery = redelivery(settings);

        assertThat(IntStream.range(0, 50).mapToObj(i -> redelivery.delay(1)).distinct()).hasSizeGreaterThan(5);
    }

    @Test
    void bringsAFailedMessageBackLongBeforeItsVisibilityTimeout() {
        sqs.sendMessage(request -> request.queueUrl(space.files()).messageBody("poison"));
        var soon = new LambdaSettings(Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(100));

        redelivery(soon).delay(List.of(event(receive().getFirst())));

        assertThat(receive()).singleElement().satisfies(message -> assertThat(message.body()).isEqualTo("poison"));
    }

    @Test
    void doesNotFailWhenTheQueueRefuses() {
        var unknown = new SQSMessage();
        unknown.setMessageId("059f36b4-87a3-44ab-83d2-661975830a7d");
        unknown.setReceiptHandle("unknown");

        assertThatCode(() -> redelivery(settings).delay(List.of(unknown))).doesNotThrowAnyException();
    }

    private void assertDelay(int receives, long least, long most) {
        for (int i = 0; i < 100; i++) {
            assertThat(redelivery(settings).delay(receives))
                    .isBetween(Duration.ofSeconds(least), Duration.ofSeconds(most));
        }
    }

    private Redelivery redelivery(LambdaSettings settings) {
        return new Redelivery(sqs, new Queues(space.files(), space.filesDlq(), space.rejects()), settings);
    }

    private List<Message> receive() {
        return sqs.receiveMessage(request -> request.queueUrl(space.files()).waitTimeSeconds(5)).messages();
    }

    private static SQSMessage event(Message message) {
        var event = new SQSMessage();
        event.setMessageId(message.messageId());
        event.setReceiptHandle(message.receiptHandle());
        return event;
    }
}
