package io.millrace.run;

import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.aws.Queues;

import org.springframework.stereotype.Component;

import software.amazon.awssdk.services.sqs.SqsClient;

/// The way back into the queue of arrivals: what the engine and its operators ask for travels with the files, and is
/// delivered at least once as they are.
@Component
public class CommandQueue {

    private final SqsClient sqs;
    private final Queues queues;
    private final Deliveries deliveries;

    CommandQueue(SqsClient sqs, Queues queues, Deliveries deliveries) {
        this.sqs = sqs;
        this.queues = queues;
        this.deliveries = deliveries;
    }

    /// Sends a command; returns when the queue has it.
    public void send(Delivery command) {
        String body = deliveries.write(command);
        sqs.sendMessage(message -> message.queueUrl(queues.files()).messageBody(body));
    }
}
