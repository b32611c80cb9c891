package io.millrace.local;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;

import io.millrace.run.Deadline;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.function.adapter.aws.AWSLambdaUtils;
import org.springframework.messaging.support.MessageBuilder;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Drives a function from a queue as Lambda's event source mapping does: it receives batches, invokes the function, and
/// deletes what the function did not report as failed. What failed is left in the queue and becomes visible again.
public final class LocalEventSource implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LocalEventSource.class);

    /// Short, so that closing does not have to interrupt it and lose what it was just receiving.
    private static final int WAIT_SECONDS = 1;

    private static final Duration PAUSE_AFTER_FAULT = Duration.ofSeconds(1);

    private final SqsClient sqs;
    private final Queue queue;
    private final Function<org.springframework.messaging.Message<SQSEvent>, SQSBatchResponse> function;
    private final Options options;
    private final List<Thread> invokers;
    private final Set<Thread> receiving = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /// The queue that is listened to.
    public record Queue(String url, String arn) {}

    /// How the mapping and its function are configured.
    ///
    /// @param concurrency how many invocations run at once, at most
    /// @param batchSize how many messages an invocation gets, at most; 10 is SQS's own limit
    /// @param timeLimit how long an invocation may take
    public record Options(int concurrency, int batchSize, Duration timeLimit) {

        public static final Options USUAL = new Options(4, 10, Duration.ofSeconds(60));
    }

    private LocalEventSource(
            SqsClient sqs,
            Queue queue,
            Function<org.springframework.messaging.Message<SQSEvent>, SQSBatchResponse> function,
            Options options) {
        this.sqs = sqs;
        this.queue = queue;
        this.function = function;
        this.options = options;
        this.invokers =
                IntStream.rangeClosed(1, options.concurrency())
                        .mapToObj(i -> Thread.ofPlatform().name("event-source-" + i).daemon().unstarted(this::run))
                        .toList();
    }

    /// Starts to deliver.
    public static LocalEventSource start(
            SqsClient sqs,
            Queue queue,
            Function<org.springframework.messaging.Message<SQSEvent>, SQSBatchResponse> function,
            Options options) {
        var source = new LocalEventSource(sqs, queue, function, options);
        source.invokers.forEach(Thread::start);
        return source;
    }

    private void run() {
        while (!closed) {
            try {
                var messages = receive();
                if (!messages.isEmpty() && !closed) {
                    invoke(messages);
                }
            } catch (AbortedException closing) {
                // The loop's condition ends it.
            } catch (SdkException e) {
                log.warn("The queue {} could not be reached; it is tried again", queue.url(), e);
                pause();
            }
        }
    }

    private List<Message> receive() {
        receiving.add(Thread.currentThread());
        try {
            return receiveNow();
        } finally {
            receiving.remove(Thread.currentThread());
        }
    }

    private List<Message> receiveNow() {
        return sqs.receiveMessage(
                        request ->
                                request.queueUrl(queue.url())
                                        .maxNumberOfMessages(options.batchSize())
                                        .waitTimeSeconds(WAIT_SECONDS)
                                        .messageAttributeNames("All")
                                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
    }

    private void invoke(List<Message> messages) {
        var limit = Deadline.in(options.timeLimit());
        var event =
                MessageBuilder.withPayload(LocalSqsEvent.of(messages, queue.arn()))
                        .setHeader(
                                AWSLambdaUtils.AWS_CONTEXT,
                                new LocalContext(() -> closed ? Duration.ZERO : limit.remaining()))
                        .build();
        SQSBatchResponse answer;
        try {
            answer = function.apply(event);
        } catch (RuntimeException | Error e) {
            log.error("The function failed with all of {} messages", messages.size(), e);
            return;
        }
        if (limit.remaining().isNegative()) {
            log.error(
                    "The function took longer than {}: Lambda would have ended it, and none of {} messages is done"
                            + " with",
                    options.timeLimit(),
                    messages.size());
            return;
        }
        delete(done(messages, answer));
    }

    /// As Lambda has it: no list of failures is a success, and a list that names a message that is not there is a
    /// failure of all.
    private List<Message> done(List<Message> messages, @Nullable SQSBatchResponse answer) {
        if (answer == null || answer.getBatchItemFailures() == null) {
            return messages;
        }
        var failed =
                answer.getBatchItemFailures().stream()
                        .map(BatchItemFailure::getItemIdentifier)
                        .collect(Collectors.toSet());
        var known = messages.stream().map(Message::messageId).collect(Collectors.toSet());
        if (!known.containsAll(failed)) {
            log.error("The function named failures that are not in its batch: {}", failed);
            return List.of();
        }
        return messages.stream().filter(message -> !failed.contains(message.messageId())).toList();
    }

    private void delete(List<Message> done) {
        if (!done.isEmpty()) {
            sqs.deleteMessageBatch(
                    request ->
                            request.queueUrl(queue.url())
                                    .entries(done.stream().map(LocalEventSource::deletion).toList()));
        }
    }

    private static DeleteMessageBatchRequestEntry deletion(Message message) {
        return DeleteMessageBatchRequestEntry.builder()
                .id(message.messageId())
                .receiptHandle(message.receiptHandle())
                .build();
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAULT);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /// Takes no more messages, tells the functions under way that their time is up, and waits for them.
    @Override
    public void close() {
        closed = true;
        // Nobody needs what they wait for, and the queue may end before it answers.
        receiving.forEach(Thread::interrupt);
        for (var invoker : invokers) {
            try {
                invoker.join(options.timeLimit());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
