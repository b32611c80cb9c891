package io.millrace.reject;

import io.millrace.arrival.RunId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// The rejects of all runs. They are kept in the transaction of their chunk, and published to the reject queue after
/// it: at least once, each time with the same id.
@Component
public class Rejects {

    private static final Logger log = LoggerFactory.getLogger(Rejects.class);
    private static final int FETCH = 500;
    private static final int BATCH = 500;

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final RejectQueue queue;

    Rejects(JdbcTemplate jdbc, JdbcClient client, RejectQueue queue) {
        this.jdbc = jdbc;
        this.client = client;
        this.queue = queue;
    }

    /// Keeps rejects in the caller's transaction.
    public void keep(Collection<Reject> rejects) {
        if (rejects.isEmpty()) {
            return;
        }
        jdbc.batchUpdate(
                """
                INSERT INTO millrace.reject (run_id, step, record, byte_offset, code, reason, raw, raw_length)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)\
                """,
                rejects,
                BATCH,
                (statement, reject) -> {
                    statement.setString(1, reject.run().value());
                    statement.setString(2, reject.step());
                    statement.setLong(3, reject.place().record());
                    statement.setLong(4, reject.place().offset());
                    statement.setString(5, reject.code());
                    statement.setString(6, withoutNul(reject.reason()));
                    statement.setBytes(7, reject.raw());
                    statement.setLong(8, reject.rawLength());
                });
    }

    /// PostgreSQL's text cannot hold the NUL character.
    private static String withoutNul(String text) {
        return text.replace('\0', '␀');
    }

    /// Gives committed rejects to the reject queue. What the queue does not take stays marked as unpublished and is
    /// published by a later sweep; it never fails the caller.
    ///
    /// @return how many were published
    public int publish(List<Reject> rejects) {
        if (rejects.isEmpty()) {
            return 0;
        }
        try {
            List<Reject> taken = queue.send(rejects);
            jdbc.batchUpdate(
                    """
                    UPDATE millrace.reject SET published_at = clock_timestamp()
                    WHERE run_id = ? AND step = ? AND record = ?\
                    """,
                    taken,
                    BATCH,
                    (statement, reject) -> {
                        statement.setString(1, reject.run().value());
                        statement.setString(2, reject.step());
                        statement.setLong(3, reject.place().record());
                    });
            return taken.size();
        } catch (RuntimeException e) {
            log.warn("{} rejects were not published, a later sweep does it: {}", rejects.size(), e.toString());
            return 0;
        }
    }

    /// Publishes rejects that have waited longer than it takes their own worker.
    ///
    /// @return how many were published
    public int publishPending(Duration olderThan, int limit) {
        return publish(
                client.sql(
                                """
                                SELECT * FROM millrace.reject WHERE published_at IS NULL
                                  AND created_at < clock_timestamp() - ? * interval '1 ms' ORDER BY created_at LIMIT ?\
                                """)
                        .params(olderThan.toMillis(), limit)
                        .query(Rejects::row)
                        .list());
    }

    /// Rejects of a run in the order of step and place.
    ///
    /// @param after the last one of the page before, or null
    public List<Reject> list(RunId run, @Nullable RejectKey after, int limit) {
        RejectKey from = after == null ? new RejectKey("", 0) : after;
        return client.sql(
                        """
                        SELECT * FROM millrace.reject WHERE run_id = ? AND (step, record) > (?, ?)
                        ORDER BY step, record LIMIT ?\
                        """)
                .params(run.value(), from.step(), from.record(), limit)
                .query(Rejects::row)
                .list();
    }

    /// Hands every reject of a run over in the order of step and place, without holding them all, and without holding a
    /// connection while the consumer takes its time. What is rejected meanwhile may be among them or not.
    public void forEach(RunId run, Consumer<Reject> consumer) {
        RejectKey after = null;
        List<Reject> page;
        do {
            page = list(run, after, FETCH);
            page.forEach(consumer);
            after = page.isEmpty() ? null : page.getLast().key();
        } while (page.size() == FETCH);
    }

    /// How many rejects of a run are kept.
    public long count(RunId run) {
        return client.sql("SELECT count(*) FROM millrace.reject WHERE run_id = ?")
                .param(run.value())
                .query(Long.class)
                .single();
    }

    static Reject row(ResultSet row, int number) throws SQLException {
        return new Reject(
                new RunId(row.getString("run_id")),
                row.getString("step"),
                new Place(row.getLong("record"), row.getLong("byte_offset")),
                row.getString("code"),
                row.getString("reason"),
                row.getBytes("raw"),
                row.getLong("raw_length"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("redrive"));
    }
}
