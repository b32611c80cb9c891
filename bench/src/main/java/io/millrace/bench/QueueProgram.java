package io.millrace.bench;

import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;
import io.millrace.run.Runs;
import io.millrace.run.Sweeper;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A worker that does one invocation after the other. Arguments: its [Role], the queue of files, and the length of an
/// invocation in milliseconds. It works between [#GO] and [#PAUSE] in its input, and ends with its input.
final class QueueProgram {

    /// It has started and waits for [#GO].
    static final String READY = "READY";

    /// It works on nothing any more.
    static final String PAUSED = "PAUSED";

    static final String GO = "go";
    static final String PAUSE = "pause";

    private static final int MESSAGES = 10;
    private static final int WAIT_SECONDS = 1;
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(2);

    /// Which of the functions it stands for.
    enum Role {
        FILES,
        SWEEP
    }

    private final Role role;
    private final String queue;
    private final Duration invocation;
    private final Dispatcher dispatcher;
    private final Sweeper sweeper;
    private final SqsClient sqs;
    private final List<FutureTask<Boolean>> underWay = new ArrayList<>();
    private boolean working;

    private QueueProgram(Application application, Role role, String queue, Duration invocation) {
        this.role = role;
        this.queue = queue;
        this.invocation = invocation;
        this.dispatcher = application.part(Dispatcher.class);
        this.sweeper = application.part(Sweeper.class);
        this.sqs = application.part(SqsClient.class);
    }

    static void main(String... arguments) throws InterruptedException {
        var application = Application.start();
        application.part(Runs.class).countsByState();
        var program =
                new QueueProgram(
                        application,
                        Role.valueOf(arguments[0]),
                        arguments[1],
                        Duration.ofMillis(Long.parseLong(arguments[2])));
        Thread.ofPlatform().name("input").daemon().start(program::obey);
        IO.println(READY);
        program.work();
    }

    private void obey() {
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                setWorking(line.equals(GO));
            }
        } catch (IOException e) {
            // Whoever started this has gone.
        }
        Runtime.getRuntime().halt(0);
    }

    private synchronized void setWorking(boolean working) {
        this.working = working;
        notifyAll();
    }

    private void work() throws InterruptedException {
        var paused = true;
        while (true) {
            if (!isWorking() && !paused) {
                await(Duration.ofDays(1));
                IO.println(PAUSED);
                paused = true;
            }
            awaitWorking();
            paused = false;
            try {
                invoke();
            } catch (RuntimeException e) {
                IO.println("An invocation failed: " + e);
            }
        }
    }

    private synchronized boolean isWorking() {
        return working;
    }

    private synchronized void awaitWorking() throws InterruptedException {
        while (!working) {
            wait();
        }
    }

    private void invoke() throws InterruptedException {
        switch (role) {
            case FILES -> files();
            case SWEEP -> {
                sweeper.sweep(Deadline.in(invocation));
                Thread.sleep(BETWEEN_SWEEPS);
            }
        }
    }

    /// As the function of the queue does it: arrivals are recorded first, each message has its share of the time, and
    /// one that overruns it works on beside the next. If it overruns the invocation too, it goes on in the following
    /// ones, as in an execution environment that is thawed.
    private void files() throws InterruptedException {
        var messages =
                sqs.receiveMessage(
                                request ->
                                        request.queueUrl(queue)
                                                .maxNumberOfMessages(MESSAGES)
                                                .waitTimeSeconds(WAIT_SECONDS))
                        .messages();
        if (messages.isEmpty()) {
            return;
        }
        var end = Deadline.in(invocation);
        var tasks = dispatcher.accept(messages.stream().map(Message::body).toList(), end);
        var attempts = new ArrayList<FutureTask<Boolean>>();
        for (var task : tasks) {
            var share = end.remaining().dividedBy(tasks.size() - attempts.size());
            var attempt = new FutureTask<>(() -> task.perform(Deadline.share(share, end)));
            attempts.add(attempt);
            if (share.isPositive()) {
                underWay.add(attempt);
                Thread.ofPlatform().name("message").daemon().start(attempt);
                await(attempt, share);
            }
        }
        await(end.remaining());
        delete(messages, attempts);
        underWay.removeIf(FutureTask::isDone);
    }

    private void await(Duration atMost) throws InterruptedException {
        var end = Deadline.in(atMost);
        for (var attempt : underWay) {
            await(attempt, end.remaining());
        }
    }

    private static void await(FutureTask<Boolean> attempt, Duration atMost) throws InterruptedException {
        try {
            attempt.get(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Its state tells.
        }
    }

    private void delete(List<Message> messages, List<FutureTask<Boolean>> attempts) {
        var done = new ArrayList<DeleteMessageBatchRequestEntry>();
        for (var i = 0; i < messages.size(); i++) {
            var message = messages.get(i);
            var attempt = attempts.get(i);
            switch (attempt.state()) {
                case SUCCESS -> {
                    if (attempt.resultNow()) {
                        done.add(
                                DeleteMessageBatchRequestEntry.builder()
                                        .id(Integer.toString(i))
                                        .receiptHandle(message.receiptHandle())
                                        .build());
                    }
                }
                case FAILED -> IO.println("A message failed: " + attempt.exceptionNow());
                case RUNNING, CANCELLED -> IO.println("A message was not done in time");
            }
        }
        if (!done.isEmpty()) {
            sqs.deleteMessageBatch(request -> request.queueUrl(queue).entries(done));
        }
    }
}
