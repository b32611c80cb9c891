package io.millrace.lambda;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;

import io.millrace.run.Deadline;

import org.springframework.messaging.Message;

import java.util.function.Function;

/// The function of the queue of files. It answers with the messages that failed, and only those come again.
final class FilesFunction implements Function<Message<SQSEvent>, SQSBatchResponse> {

    private final MessageBatch batch;
    private final Redelivery redelivery;
    private final LambdaSettings settings;

    FilesFunction(MessageHandler handler, Redelivery redelivery, LambdaSettings settings) {
        this.batch = new MessageBatch(handler);
        this.redelivery = redelivery;
        this.settings = settings;
    }

    @Override
    public SQSBatchResponse apply(Message<SQSEvent> event) {
        var failed = batch.handle(event.getPayload().getRecords(), deadline(event));
        redelivery.delay(failed);
        return new SQSBatchResponse(
                failed.stream().map(message -> new BatchItemFailure(message.getMessageId())).toList());
    }

    private Deadline deadline(Message<SQSEvent> event) {
        return InvocationDeadline.of(event, settings);
    }
}
