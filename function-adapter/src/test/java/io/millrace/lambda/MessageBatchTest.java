package io.millrace.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;

import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

@Timeout(30)
class MessageBatchTest {

    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void judgesEachMessageOnItsOwn() {
        var failed =
                failed(
                        Deadline.none(),
                        (body, deadline) ->
                                switch (body) {
                                    case "not done" -> false;
                                    case "broken" -> throw new IllegalStateException("broken");
                                    default -> true;
                                },
                        "good",
                        "broken",
                        "better",
                        "not done",
                        "best");

        assertThat(failed).containsExactly("broken", "not done");
    }

    @Test
    void givesEachAnEqualShareOfWhatIsLeft() {
        Map<String, Duration> shares = new ConcurrentHashMap<>();

        failed(
                () -> Duration.ofSeconds(60),
                (body, deadline) -> {
                    shares.put(body, deadline.remaining());
                    return true;
                },
                "1",
                "2",
                "3");

        assertThat(shares.get("1")).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(20));
        assertThat(shares.get("2")).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(30));
        assertThat(shares.get("3")).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
    }

    @Test
    void handlesTheOthersAlthoughOneHangs() {
        var handled = new ArrayList<String>();

        var failed =
                failed(
                        Deadline.in(Duration.ofMillis(900)),
                        (body, deadline) -> {
                            if (body.equals("hangs")) {
                                await(never);
                            }
                            handled.add(body);
                            return true;
                        },
                        "hangs",
                        "second",
                        "third");

        assertThat(handled).containsExactly("second", "third");
        assertThat(failed).containsExactly("hangs");
    }

    @Test
    void acceptsAMessageThatOverranItsShareButNotTheInvocation() {
        var failed =
                failed(
                        Deadline.in(Duration.ofSeconds(10)),
                        (body, deadline) -> {
                            if (body.equals("slow")) {
                                sleep(Duration.ofSeconds(6));
                            }
                            return true;
                        },
                        "slow",
                        "quick");

        assertThat(failed).isEmpty();
    }

    @Test
    void takesAllMessagesInBeforeTheFirstIsHandled() {
        List<String> log = new CopyOnWriteArrayList<>();
        MessageHandler handler =
                (bodies, invocation) -> {
                    log.add("accepted " + bodies);
                    assertThat(invocation.remaining()).isPositive();
                    return each((body, share) -> log.add("handled " + body)).accept(bodies, invocation);
                };

        assertThat(failedBy(handler, Deadline.none(), "1", "2")).isEmpty();

        assertThat(log).containsExactly("accepted [1, 2]", "handled 1", "handled 2");
    }

    /// As when a session that died without a goodbye has a row locked.
    @Test
    void answersInTimeAlthoughTheMessagesCannotBeTakenIn() {
        MessageHandler handler =
                (bodies, invocation) -> {
                    await(never);
                    return List.of();
                };

        assertThat(failedBy(handler, Deadline.in(Duration.ofMillis(300)), "1", "2")).containsExactly("1", "2");
    }

    @Test
    void allMessagesFailThatCannotBeTakenIn() {
        MessageHandler handler =
                (bodies, invocation) -> {
                    throw new IllegalStateException("The test says so");
                };

        assertThat(failedBy(handler, Deadline.none(), "1", "2")).containsExactly("1", "2");
    }

    @Test
    void startsNothingWhenNoTimeIsLeft() {
        var handled = new ArrayList<String>();

        var failed = failed(() -> Duration.ofMillis(-1), (body, deadline) -> handled.add(body), "1", "2");

        assertThat(handled).isEmpty();
        assertThat(failed).containsExactly("1", "2");
    }

    @Test
    void tellsTheHandlerWhenTheInvocationEndsEarlier() {
        var left = new Duration[] {Duration.ofSeconds(60)};

        failed(
                () -> left[0],
                (body, deadline) -> {
                    left[0] = Duration.ofSeconds(1);
                    assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(1));
                    return true;
                },
                "1");
    }

    private static List<String> failed(Deadline end, BiPredicate<String, Deadline> message, String... bodies) {
        return failedBy(each(message), end, bodies);
    }

    /// Takes messages in at once, and does with each of them the same.
    private static MessageHandler each(BiPredicate<String, Deadline> message) {
        return (bodies, invocation) ->
                bodies.stream().<Dispatcher.Task>map(body -> share -> message.test(body, share)).toList();
    }

    private static List<String> failedBy(MessageHandler handler, Deadline end, String... bodies) {
        var messages = Stream.of(bodies).map(MessageBatchTest::message).toList();
        return new MessageBatch(handler).handle(messages, end).stream().map(SQSMessage::getBody).toList();
    }

    private static SQSMessage message(String body) {
        var message = new SQSMessage();
        message.setMessageId("id of " + body);
        message.setBody(body);
        return message;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
