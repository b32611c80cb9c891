package io.millrace.reject;

import io.millrace.aws.Queues;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The SQS queue for people and programs that look after rejects. A message is JSON: `id`, `run`, `step`, `record`,
/// `offset`, `code`, `reason`, `raw` (text, undecodable bytes replaced), `rawLength`. What SQS does not take in a text
/// is replaced by U+FFFD.
@Component
class RejectQueue {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// SQS takes at most 10 messages and 256 KiB in one request. One message has less than 64 KiB: of a record's bytes
    /// each can become a character of three, and the reason is short.
    private static final int MESSAGES_PER_REQUEST = 10;

    private static final int BYTES_PER_REQUEST = 200 * 1024;

    private final SqsClient sqs;
    private final Queues queues;

    RejectQueue(SqsClient sqs, Queues queues) {
        this.sqs = sqs;
        this.queues = queues;
    }

    private record Message(Reject reject, String body) {}

    /// Sends rejects. What goes wrong with one of them costs no other.
    ///
    /// @return those that the queue did not take, by why it did not
    Map<String, List<Reject>> send(List<Reject> rejects) {
        Map<String, List<Reject>> refused = new LinkedHashMap<>();
        String unreachable = null;
        for (List<Message> request : requests(rejects)) {
            if (unreachable == null) {
                unreachable = send(request, refused);
            }
            if (unreachable != null) {
                refuse(unreachable, request, refused);
            }
        }
        return refused;
    }

    private static List<List<Message>> requests(List<Reject> rejects) {
        List<List<Message>> requests = new ArrayList<>();
        List<Message> request = new ArrayList<>();
        int bytes = 0;
        for (Reject reject : rejects) {
            String body = body(reject);
            int length = body.getBytes(StandardCharsets.UTF_8).length;
            if (request.size() == MESSAGES_PER_REQUEST || (bytes > 0 && bytes + length > BYTES_PER_REQUEST)) {
                requests.add(request);
                request = new ArrayList<>();
                bytes = 0;
            }
            request.add(new Message(reject, body));
            bytes += length;
        }
        if (!request.isEmpty()) {
            requests.add(request);
        }
        return requests;
    }

    /// Sends one request. If the queue refuses all of it because of what is in it, each message is sent by itself.
    ///
    /// @return why the queue cannot be reached, so that nothing of the request was taken; null if it can
    private @Nullable String send(List<Message> request, Map<String, List<Reject>> refused) {
        try {
            sqs.sendMessageBatch(batch -> batch.queueUrl(queues.rejects()).entries(entries(request)))
                    .failed()
                    .forEach(
                            error ->
                                    refuse(
                                            error.code() + ": " + error.message(),
                                            List.of(request.get(Integer.parseInt(error.id()))),
                                            refused));
            return null;
        } catch (SdkException e) {
            if (!isRefusal(e)) {
                return e.toString();
            }
            if (request.size() == 1) {
                refuse(e.toString(), request, refused);
            } else {
                request.forEach(message -> refuseUnlessSent(message, refused));
            }
            return null;
        }
    }

    private void refuseUnlessSent(Message message, Map<String, List<Reject>> refused) {
        String unreachable = send(List.of(message), refused);
        if (unreachable != null) {
            refuse(unreachable, List.of(message), refused);
        }
    }

    private static boolean isRefusal(SdkException e) {
        return e instanceof AwsServiceException answer
                && answer.statusCode() >= 400
                && answer.statusCode() < 500
                && !answer.isThrottlingException()
                && !answer.isRetryableException();
    }

    private static void refuse(String why, List<Message> messages, Map<String, List<Reject>> refused) {
        messages.forEach(message -> refused.computeIfAbsent(why, _ -> new ArrayList<>()).add(message.reject()));
    }

    private static List<SendMessageBatchRequestEntry> entries(List<Message> request) {
        return IntStream.range(0, request.size())
                .mapToObj(
                        i ->
                                SendMessageBatchRequestEntry.builder()
                                        .id(Integer.toString(i))
                                        .messageBody(request.get(i).body())
                                        .build())
                .toList();
    }

    private static String body(Reject reject) {
        ObjectNode message =
                JSON.createObjectNode()
                        .put("id", Reject.sendable(reject.id()))
                        .put("run", reject.run().value())
                        .put("step", Reject.sendable(reject.step()))
                        .put("record", reject.place().record())
                        .put("offset", reject.place().offset())
                        .put("code", Reject.sendable(reject.code()))
                        .put("reason", Reject.sendable(reject.reason()))
                        .put("raw", reject.rawText())
                        .put("rawLength", reject.rawLength());
        return JSON.writeValueAsString(message);
    }
}
