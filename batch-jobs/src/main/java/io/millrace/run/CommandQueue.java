package io.millrace.run;

import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.RunId;
import io.millrace.aws.Queues;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

import java.util.ArrayList;
import java.util.List;

/// The way back into the queue of arrivals. Its messages are hints that somebody should look at a row now: if one is
/// lost, the row is due all the same.
@Component
public class CommandQueue {

    private static final Logger log = LoggerFactory.getLogger(CommandQueue.class);

    /// SQS takes no more in one request.
    private static final int MESSAGES_PER_REQUEST = 10;

    private final SqsClient sqs;
    private final Queues queues;
    private final Deliveries deliveries;

    CommandQueue(SqsClient sqs, Queues queues, Deliveries deliveries) {
        this.sqs = sqs;
        this.queues = queues;
        this.deliveries = deliveries;
    }

    /// Sends an announcement; returns when the queue has it.
    public void send(Delivery.Arrivals announcement) {
        String body = deliveries.write(announcement);
        sqs.sendMessage(message -> message.queueUrl(queues.files()).messageBody(body));
    }

    /// Hints at runs that are due.
    public void hint(List<RunId> runs) {
        hints(runs.stream().<Delivery>map(Delivery.Continue::new).toList());
    }

    /// Hints at a re-drive that is due.
    public void hint(Delivery.Redrive redrive) {
        hints(List.of(redrive));
    }

    private void hints(List<Delivery> hints) {
        for (int from = 0; from < hints.size(); from += MESSAGES_PER_REQUEST) {
            List<Delivery> some = hints.subList(from, Math.min(hints.size(), from + MESSAGES_PER_REQUEST));
            try {
                sendAtOnce(some);
            } catch (SdkException e) {
                log.warn(
                        "{} hints were not sent; what they are about is due all the same: {}",
                        hints.size() - from,
                        e.toString());
                return;
            }
        }
    }

    private void sendAtOnce(List<Delivery> hints) {
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        for (Delivery hint : hints) {
            entries.add(
                    SendMessageBatchRequestEntry.builder()
                            .id(Integer.toString(entries.size()))
                            .messageBody(deliveries.write(hint))
                            .build());
        }
        sqs.sendMessageBatch(batch -> batch.queueUrl(queues.files()).entries(entries));
    }
}
