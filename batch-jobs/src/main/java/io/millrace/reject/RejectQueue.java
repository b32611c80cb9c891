package io.millrace.reject;

import io.millrace.aws.Queues;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The SQS queue for people and programs that look after rejects. A message is JSON: `id`, `run`, `step`, `record`,
/// `offset`, `code`, `reason`, `raw` (text, undecodable bytes replaced), `rawLength`.
@Component
class RejectQueue {

    private static final Logger log = LoggerFactory.getLogger(RejectQueue.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    /// SQS takes at most 10 messages and 256 KiB in one request.
    private static final int MESSAGES_PER_REQUEST = 10;

    private static final int BYTES_PER_REQUEST = 200 * 1024;

    private final SqsClient sqs;
    private final Queues queues;

    RejectQueue(SqsClient sqs, Queues queues) {
        this.sqs = sqs;
        this.queues = queues;
    }

    /// Sends rejects; returns those that the queue took.
    List<Reject> send(List<Reject> rejects) {
        List<Reject> taken = new ArrayList<>();
        List<Reject> batch = new ArrayList<>();
        List<String> bodies = new ArrayList<>();
        int bytes = 0;
        for (Reject reject : rejects) {
            String body = body(reject);
            int length = body.getBytes(StandardCharsets.UTF_8).length;
            if (batch.size() == MESSAGES_PER_REQUEST || bytes + length > BYTES_PER_REQUEST) {
                taken.addAll(sendBatch(batch, bodies));
                batch.clear();
                bodies.clear();
                bytes = 0;
            }
            batch.add(reject);
            bodies.add(body);
            bytes += length;
        }
        taken.addAll(sendBatch(batch, bodies));
        return taken;
    }

    private List<Reject> sendBatch(List<Reject> batch, List<String> bodies) {
        if (batch.isEmpty()) {
            return List.of();
        }
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            entries.add(
                    SendMessageBatchRequestEntry.builder().id(Integer.toString(i)).messageBody(bodies.get(i)).build());
        }
        List<BatchResultErrorEntry> failed =
                sqs.sendMessageBatch(request -> request.queueUrl(queues.rejects()).entries(entries)).failed();
        failed.forEach(
                error -> log.warn("The reject queue did not take a reject: {} {}", error.code(), error.message()));
        Set<String> refused = failed.stream().map(BatchResultErrorEntry::id).collect(Collectors.toSet());
        List<Reject> taken = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            if (!refused.contains(Integer.toString(i))) {
                taken.add(batch.get(i));
            }
        }
        return taken;
    }

    private static String body(Reject reject) {
        ObjectNode message =
                JSON.createObjectNode()
                        .put("id", reject.id())
                        .put("run", reject.run().value())
                        .put("step", reject.step())
                        .put("record", reject.place().record())
                        .put("offset", reject.place().offset())
                        .put("code", reject.code())
                        .put("reason", reject.reason())
                        .put("raw", reject.rawText())
                        .put("rawLength", reject.rawLength());
        return JSON.writeValueAsString(message);
    }
}
