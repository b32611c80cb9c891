package io.millrace.run;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

import java.util.function.UnaryOperator;

/// Queues to which a test can listen before they take a batch of messages.
final class BreakableQueues implements SqsClient {

    /// Called with each batch before it is sent; what it answers is sent, and what it throws is thrown.
    static volatile UnaryOperator<SendMessageBatchRequest> beforeBatch = UnaryOperator.identity();

    private final SqsClient queues;

    BreakableQueues(SqsClient queues) {
        this.queues = queues;
    }

    @Override
    public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
        return queues.sendMessageBatch(beforeBatch.apply(request));
    }

    @Override
    public SendMessageResponse sendMessage(SendMessageRequest request) {
        return queues.sendMessage(request);
    }

    @Override
    public String serviceName() {
        return queues.serviceName();
    }

    @Override
    public void close() {
        queues.close();
    }
}
