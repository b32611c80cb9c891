package io.millrace.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.local.LocalDatabase;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

class NotificationsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> sent = new ArrayList<>();
    private final String subject = UUID.randomUUID().toString();
    private boolean broken;
    private final Notifications notifications =
            new Notifications(
                    JdbcClient.create(LocalDatabase.shared()),
                    notification -> {
                        if (broken) {
                            throw new IllegalStateException("The channel is down");
                        }
                        sent.add(notification.subject());
                    },
                    meters);

    @Test
    void sendsWhatIsKeptOnce() {
        keep();

        notifications.sendPending();
        notifications.sendPending();

        assertThat(sent).containsOnlyOnce(subject);
        assertThat(kept().sentAt()).isNotNull();
    }

    @Test
    void aFailureIsCountedAndTriedAgain() {
        keep();
        broken = true;
        notifications.sendPending();
        assertThat(kept()).returns(1, SentNotification::failures).returns(null, SentNotification::sentAt);
        assertThat(kept().lastError()).contains("The channel is down");
        assertThat(meters.counter("millrace.notifications", "outcome", "failed").count()).isPositive();

        broken = false;
        notifications.sendPending();

        assertThat(kept().sentAt()).isNotNull();
    }

    @Test
    void isGivenUpAfterTooManyFailuresAndStaysInTheList() {
        keep();
        broken = true;
        for (int i = 0; i < Notifications.MAX_FAILURES + 3; i++) {
            notifications.sendPending();
        }

        assertThat(kept().failures()).isEqualTo(Notifications.MAX_FAILURES);
    }

    private void keep() {
        notifications.keep(null, new Notification("test", subject, "Body"));
    }

    private SentNotification kept() {
        return notifications.list(null, 1000).stream()
                .filter(notification -> notification.notification().subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }
}
