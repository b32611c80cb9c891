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
import java.util.concurrent.CountDownLatch;
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

    private interface OneMessage {

        boolean handle(String body, Deadline deadline);
    }

    private static List<String> failed(Deadline end, OneMessage handler, String... bodies) {
        var messages = Stream.of(bodies).map(MessageBatchTest::message).toList();
        MessageHandler each =
                (all, invocation) ->
                        all.stream().<Dispatcher.Task>map(body -> deadline -> handler.handle(body, deadline)).toList();
        return new MessageBatch(each).handle(messages, end).stream().map(SQSMessage::getBody).toList();
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
