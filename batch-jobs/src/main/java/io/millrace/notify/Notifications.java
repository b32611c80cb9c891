package io.millrace.notify;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/// The notifications that were raised: kept in the transaction of what raised them, sent afterwards, tried again until
/// they are sent or have failed [#MAX_FAILURES] times. A failure is logged and counted
/// (`millrace.notifications{outcome}`) and never reaches the run.
@Component
public class Notifications {

    /// How often sending one notification is tried, over all sweeps.
    static final int MAX_FAILURES = 10;

    private static final Logger log = LoggerFactory.getLogger(Notifications.class);

    private final JdbcClient jdbc;
    private final Notifier notifier;
    private final MeterRegistry meters;

    public Notifications(JdbcClient jdbc, Notifier notifier, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.notifier = notifier;
        this.meters = meters;
    }

    /// Keeps a notification, in the caller's transaction if there is one.
    ///
    /// @param run id of the run that raises it, or null
    public void keep(@Nullable String run, Notification notification) {
        jdbc.sql("INSERT INTO millrace.notification (run_id, kind, subject, body) VALUES (?, ?, ?, ?)")
                .param(run)
                .param(notification.kind())
                .param(notification.subject())
                .param(notification.body())
                .update();
    }

    /// Sends what has been kept and not sent. Two callers at once can send one twice, never none.
    ///
    /// @return how many were sent
    public int sendPending() {
        List<SentNotification> pending =
                jdbc.sql(
                                """
                                SELECT * FROM millrace.notification WHERE sent_at IS NULL AND failures < ?
                                ORDER BY id LIMIT 100\
                                """)
                        .param(MAX_FAILURES)
                        .query(Notifications::row)
                        .list();
        return (int) pending.stream().filter(this::sent).count();
    }

    private boolean sent(SentNotification pending) {
        try {
            notifier.send(pending.notification());
        } catch (RuntimeException e) {
            log.warn(
                    "Notification {} ({}) was not sent, it is tried again: {}",
                    pending.id(),
                    pending.notification().subject(),
                    e.toString());
            meters.counter("millrace.notifications", "outcome", "failed").increment();
            jdbc.sql("UPDATE millrace.notification SET failures = failures + 1, last_error = ? WHERE id = ?")
                    .params(e.toString(), pending.id())
                    .update();
            return false;
        }
        meters.counter("millrace.notifications", "outcome", "sent").increment();
        jdbc.sql("UPDATE millrace.notification SET sent_at = clock_timestamp() WHERE id = ?")
                .param(pending.id())
                .update();
        return true;
    }

    /// The newest notifications.
    ///
    /// @param before only those with a smaller id; null for the newest
    public List<SentNotification> list(@Nullable Long before, int limit) {
        return jdbc.sql("SELECT * FROM millrace.notification WHERE id < ? ORDER BY id DESC LIMIT ?")
                .params(before == null ? Long.MAX_VALUE : before, limit)
                .query(Notifications::row)
                .list();
    }

    private static SentNotification row(ResultSet row, int number) throws SQLException {
        OffsetDateTime sentAt = row.getObject("sent_at", OffsetDateTime.class);
        Instant createdAt = row.getObject("created_at", OffsetDateTime.class).toInstant();
        return new SentNotification(
                row.getLong("id"),
                row.getString("run_id"),
                new Notification(row.getString("kind"), row.getString("subject"), row.getString("body")),
                createdAt,
                sentAt == null ? null : sentAt.toInstant(),
                row.getInt("failures"),
                row.getString("last_error"));
    }
}
