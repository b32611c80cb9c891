package io.millrace.lambda;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;

import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Handles the messages of one invocation: what arrived by them is recorded first, then each is handled on its own, one
/// after the other, each with an equal share of the time that is left. What one does not use goes to those after it.
///
/// The invocation answers before its end, whatever hangs. If what arrived is not recorded by then, all messages count
/// as failed.
///
/// A message that overruns its share works on beside the next, on a thread of its own, until the end of the invocation.
/// It is never interrupted: Spring Batch would take an interrupted step for a complete one. If it is not done by then
/// it counts as failed; its run is safe behind its lease.
final class MessageBatch {

    private static final Logger log = LoggerFactory.getLogger(MessageBatch.class);

    private final MessageHandler handler;

    MessageBatch(MessageHandler handler) {
        this.handler = handler;
    }

    /// The messages that failed, or were not done in time.
    List<SQSMessage> handle(List<SQSMessage> messages, Deadline end) {
        var bodies = messages.stream().map(SQSMessage::getBody).toList();
        var accepted = new FutureTask<>(() -> handler.accept(bodies, end));
        start(accepted);
        await(accepted, end.remaining());
        return switch (accepted.state()) {
            case SUCCESS -> handle(messages, accepted.resultNow(), end);
            case FAILED -> {
                log.warn("{} messages failed and will be received again", messages.size(), accepted.exceptionNow());
                yield messages;
            }
            case RUNNING, CANCELLED -> {
                log.warn("{} messages were not recorded in time and will be received again", messages.size());
                yield messages;
            }
        };
    }

    private static List<SQSMessage> handle(List<SQSMessage> messages, List<Dispatcher.Task> tasks, Deadline end) {
        var attempts = new ArrayList<Attempt>(messages.size());
        for (var message : messages) {
            var share = end.remaining().dividedBy(messages.size() - attempts.size());
            var task = tasks.get(attempts.size());
            var attempt = new Attempt(message, new FutureTask<>(() -> task.perform(Deadline.share(share, end))));
            attempts.add(attempt);
            if (share.isPositive()) {
                start(attempt.task());
                await(attempt.task(), share);
            }
        }
        attempts.forEach(attempt -> await(attempt.task(), end.remaining()));
        return attempts.stream().filter(attempt -> !attempt.succeeded()).map(Attempt::message).toList();
    }

    private static void start(FutureTask<?> task) {
        Thread.ofPlatform().name("message").daemon().start(task);
    }

    /// Waits for a task, but not longer than that. What came of it, its state says.
    private static void await(FutureTask<?> task, Duration time) {
        try {
            task.get(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | CancellationException seenLater) {
            // By the task's state, which is asked once at the end.
        }
    }

    private record Attempt(SQSMessage message, FutureTask<Boolean> task) {

        boolean succeeded() {
            return switch (task.state()) {
                case SUCCESS -> verdict(task.resultNow());
                case FAILED -> threw(task.exceptionNow());
                case RUNNING, CANCELLED -> overran();
            };
        }

        private boolean verdict(boolean done) {
            if (!done) {
                log.warn("Message {} is not done with and will be received again", message.getMessageId());
            }
            return done;
        }

        private boolean threw(Throwable failure) {
            log.warn("Message {} failed and will be received again", message.getMessageId(), failure);
            return false;
        }

        private boolean overran() {
            log.warn("Message {} was not done in time and will be received again", message.getMessageId());
            return false;
        }
    }
}
