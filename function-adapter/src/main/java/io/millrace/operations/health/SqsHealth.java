package io.millrace.operations.health;

import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;

import io.millrace.aws.Queues;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import software.amazon.awssdk.services.sqs.SqsClient;

import java.util.Map;

/// SQS is healthy when the queues are there. How many messages they hold is told, but no measure of health: a
/// dead-letter queue that is not empty is a matter for an alarm, not for a restart.
final class SqsHealth extends AbstractHealthIndicator {

    private final SqsClient sqs;
    private final Queues queues;

    SqsHealth(SqsClient sqs, Queues queues) {
        super("SQS does not answer");
        this.sqs = sqs;
        this.queues = queues;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.up()
                .withDetail("files", messages(queues.files()))
                .withDetail("filesDlq", messages(queues.filesDlq()))
                .withDetail("rejects", messages(queues.rejects()));
    }

    private Map<String, String> messages(String queue) {
        var attributes =
                sqs.getQueueAttributes(
                                request ->
                                        request.queueUrl(queue)
                                                .attributeNames(
                                                        APPROXIMATE_NUMBER_OF_MESSAGES,
                                                        APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
                                                .overrideConfiguration(Patience::limit))
                        .attributes();
        return Map.of(
                "waiting", attributes.getOrDefault(APPROXIMATE_NUMBER_OF_MESSAGES, "?"),
                "inFlight", attributes.getOrDefault(APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, "?"));
    }
}
