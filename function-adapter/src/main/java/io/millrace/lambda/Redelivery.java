package io.millrace.lambda;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;

import io.millrace.aws.Queues;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Lets messages that failed come back after a delay that doubles with each receive, with jitter. Without it they would
/// stay invisible for as long as the longest invocation may take, and a lasting fault would be noticed in the
/// dead-letter queue hours later.
final class Redelivery {

    private static final Logger log = LoggerFactory.getLogger(Redelivery.class);

    /// It is only a help, and the invocation has to answer.
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int AT_ONCE = 10;

    private final SqsClient sqs;
    private final Queues queues;
    private final LambdaSettings settings;

    Redelivery(SqsClient sqs, Queues queues, LambdaSettings settings) {
        this.sqs = sqs;
        this.queues = queues;
        this.settings = settings;
    }

    void delay(List<SQSMessage> failed) {
        for (int from = 0; from < failed.size(); from += AT_ONCE) {
            delayAtOnce(failed.subList(from, Math.min(failed.size(), from + AT_ONCE)));
        }
    }

    private void delayAtOnce(List<SQSMessage> failed) {
        try {
            var answer =
                    sqs.changeMessageVisibilityBatch(
                            request ->
                                    request.queueUrl(queues.files())
                                            .entries(failed.stream().map(this::entry).toList())
                                            .overrideConfiguration(override -> override.apiCallTimeout(PATIENCE)));
            answer.failed()
                    .forEach(entry -> log.warn("The delay of message {} was not set: {}", entry.id(), entry.message()));
        } catch (SdkException e) {
            log.warn(
                    "The delays of {} failed messages were not set: they come when they are visible again",
                    failed.size(),
                    e);
        }
    }

    private ChangeMessageVisibilityBatchRequestEntry entry(SQSMessage message) {
        return ChangeMessageVisibilityBatchRequestEntry.builder()
                .id(message.getMessageId())
                .receiptHandle(message.getReceiptHandle())
                .visibilityTimeout(Math.toIntExact(delay(receives(message)).toSeconds()))
                .build();
    }

    /// Between the half and the whole of the doubled delay, so that what failed together does not come back together.
    Duration delay(int receives) {
        long most = settings.retryDelay().toMillis();
        for (int receive = 1; receive < receives && most < settings.maxRetryDelay().toMillis(); receive++) {
            most *= 2;
        }
        most = Math.min(most, settings.maxRetryDelay().toMillis());
        return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }

    private static int receives(SQSMessage message) {
        var attributes = message.getAttributes();
        return attributes == null ? 1 : Integer.parseInt(attributes.getOrDefault("ApproximateReceiveCount", "1"));
    }
}
