package io.millrace.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.due.FailingItem;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

class NotificationsTest {

    private static final JdbcClient JDBC = JdbcClient.create(LocalDatabase.of(LocalCloud.shared().newSpace()));

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private Consumer<String> channel = _ -> {};
    private final Notifications notifications =
            new Notifications(
                    JDBC,
                    notification -> {
                        channel.accept(notification.subject());
                        sent.add(notification.subject());
                    },
                    meters);

    @BeforeEach
    void begin() {
        JDBC.sql("DELETE FROM millrace.notification").update();
    }

    @Test
    void sendsWhatIsKeptOnce() {
        keep("a");

        assertThat(notifications.perform(() -> true)).isEqualTo(1);
        assertThat(notifications.perform(() -> true)).isZero();

        assertThat(sent).containsExactly("a");
        assertThat(kept("a").sentAt()).isNotNull();
        assertThat(kept("a").dueAt()).isNull();
        assertThat(meters.counter("millrace.notifications", "outcome", "sent").count()).isEqualTo(1);
    }

    /// Each send ends only when all have begun, so that the workers are all at it at once.
    @Test
    void sixteenWorkersWithSixteenNotificationsSendSixteen() throws ExecutionException, InterruptedException {
        IntStream.range(0, 16).forEach(i -> keep("n" + i));
        var begun = new CountDownLatch(16);
        channel =
                _ -> {
                    begun.countDown();
                    await(begun);
                };

        try (var workers = Executors.newFixedThreadPool(16)) {
            var all = IntStream.range(0, 16).mapToObj(_ -> workers.submit(() -> notifications.perform(() -> true)));
            for (var worker : all.toList()) {
                worker.get();
            }
        }

        assertThat(sent).doesNotHaveDuplicates().hasSize(16);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aChannelThatIsAwayForManyCallsCostsTimeAndNoNotification() {
        keep("a");
        channel =
                _ -> {
                    throw new IllegalStateException("The channel is down");
                };
        for (int i = 0; i < 20; i++) {
            notifications.perform(() -> true);
        }
        assertThat(kept("a").attempts()).as("it backs off, however often it is asked for").isEqualTo(1);
        assertThat(kept("a").dueAt()).isNotNull();
        assertThat(kept("a").lastError()).contains("The channel is down");
        for (int i = 0; i < 20; i++) {
            makeDue();
            notifications.perform(() -> true);
        }
        assertThat(kept("a").attempts()).isEqualTo(21);
        assertThat(meters.counter("millrace.notifications", "outcome", "failed").count()).isEqualTo(21);

        channel = _ -> {};
        makeDue();
        notifications.perform(() -> true);

        assertThat(sent).containsExactly("a");
        assertThat(kept("a").lastError()).isNull();
    }

    @Test
    void oneThatIsNeverTakenCostsItselfAndNoneBesideIt() {
        IntStream.range(0, 50).forEach(i -> keep("good-" + i));
        keep("bad");
        IntStream.range(50, 100).forEach(i -> keep("good-" + i));
        channel =
                subject -> {
                    if (subject.equals("bad")) {
                        throw new IllegalStateException("The channel refuses it");
                    }
                };

        assertThat(notifications.perform(() -> true)).isEqualTo(100);

        assertThat(sent).hasSize(100).doesNotContain("bad");
        assertThat(notifications.failing(1000))
                .extracting(FailingItem::kind, FailingItem::id, FailingItem::attempts)
                .containsExactly(tuple("notifications", Long.toString(kept("bad").id()), 1));
    }

    @Test
    void aCallerWithOtherThingsToDoTriesAFew() {
        IntStream.range(0, 5).forEach(i -> keep("n" + i));

        assertThat(notifications.perform(2, () -> true)).isEqualTo(2);

        assertThat(sent).containsExactly("n0", "n1");
    }

    @Test
    void aNulCharacterDoesNotKeepANotificationFromBeingKept() {
        notifications.keep(null, new Notification("test", "a\0b", "c\0d"));

        assertThat(kept("a␀b").notification().body()).isEqualTo("c␀d");
    }

    private void keep(String subject) {
        notifications.keep(null, new Notification("test", subject, "Body"));
    }

    private static void makeDue() {
        JDBC.sql("UPDATE millrace.notification SET due_at = clock_timestamp() WHERE due_at IS NOT NULL").update();
    }

    private SentNotification kept(String subject) {
        return notifications.list(null, 1000).stream()
                .filter(notification -> notification.notification().subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }
}
