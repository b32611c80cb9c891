package io.millrace.lambda;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;

import io.millrace.run.Deadline;

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
        var tasks = handler.accept(messages.stream().map(SQSMessage::getBody).toList(), end);
        var attempts = new ArrayList<Attempt>(messages.size());
        for (var message : messages) {
            var share = end.remaining().dividedBy(messages.size() - attempts.size());
            var task = tasks.get(attempts.size());
            var attempt = new Attempt(message, new FutureTask<>(() -> task.perform(Deadline.share(share, end))));
            attempts.add(attempt);
            if (share.isPositive()) {
                attempt.start();
                attempt.await(share);
            }
        }
        attempts.forEach(attempt -> attempt.await(end.remaining()));
        return attempts.stream().filter(attempt -> !attempt.succeeded()).map(Attempt::message).toList();
    }

    private record Attempt(SQSMessage message, FutureTask<Boolean> task) {

        void start() {
            Thread.ofPlatform().name("message").daemon().start(task);
        }

        /// Waits for the handler, but not longer than that.
        void await(Duration time) {
            try {
                task.get(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException | CancellationException seenLater) {
                // By succeeded(), which is asked once at the end.
            }
        }

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
