package io.millrace.notify;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.due.DueTable;
import io.millrace.due.DueWork;
import io.millrace.due.FailingItem;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.BooleanSupplier;

/// The notifications that were raised: kept in the transaction of what raised them, sent afterwards, tried again until
/// they are sent. A failure is logged and counted (`millrace.notifications{outcome}`) and never reaches the run.
///
/// A process that dies between sending a notification and noting it has it sent twice, never not at all.
@Component
public class Notifications implements DueWork {

    private static final String KIND = "notifications";

    private final JdbcClient jdbc;
    private final Notifier notifier;
    private final MeterRegistry meters;
    private final DueTable due;

    public Notifications(JdbcClient jdbc, Notifier notifier, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.notifier = notifier;
        this.meters = meters;
        this.due = new DueTable(jdbc, KIND, "millrace.notification", "id", "run_id");
    }

    /// Keeps a notification, in the caller's transaction if there is one. It is due at once.
    ///
    /// @param run id of the run that raises it, or null
    public void keep(@Nullable String run, Notification notification) {
        jdbc.sql("INSERT INTO millrace.notification (run_id, kind, subject, body) VALUES (?, ?, ?, ?)")
                .param(run)
                .param(notification.kind())
                .param(DueTable.withoutNul(notification.subject()))
                .param(DueTable.withoutNul(notification.body()))
                .update();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int perform(BooleanSupplier timeLeft) {
        return perform(Integer.MAX_VALUE, timeLeft);
    }

    /// The same for a caller that has other things to do.
    ///
    /// @param limit of the notifications that are tried
    public int perform(int limit, BooleanSupplier timeLeft) {
        return due.each(limit, timeLeft, Notifications::row, pending -> new Object[] {pending.id()}, this::send);
    }

    @Override
    public List<FailingItem> failing(int limit) {
        return due.failing(limit);
    }

    private void send(SentNotification pending) {
        try {
            notifier.send(pending.notification());
        } catch (RuntimeException e) {
            meters.counter("millrace.notifications", "outcome", "failed").increment();
            throw e;
        }
        meters.counter("millrace.notifications", "outcome", "sent").increment();
        jdbc.sql(
                        """
                        UPDATE millrace.notification SET sent_at = clock_timestamp(), due_at = NULL, last_error = NULL
                        WHERE id = ?\
                        """)
                .param(pending.id())
                .update();
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
        return new SentNotification(
                row.getLong("id"),
                row.getString("run_id"),
                new Notification(row.getString("kind"), row.getString("subject"), row.getString("body")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "sent_at"),
                row.getInt("attempts"),
                instant(row, "due_at"),
                row.getString("last_error"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
