package io.millrace.reject;

import io.millrace.arrival.RunId;
import io.millrace.due.DueTable;
import io.millrace.due.DueWork;
import io.millrace.due.FailingItem;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The rejects of all runs. They are kept in the transaction of their chunk, and published to the reject queue after
/// it, from the store: at least once, each time with the same id.
@Component
public class Rejects implements DueWork {

    /// How many are published at once: with at most [Reject#RAW_LIMIT] bytes each, what they take of the memory.
    static final int DUE_BATCH = 100;

    private static final String KIND = "rejects";

    private static final Logger log = LoggerFactory.getLogger(Rejects.class);
    private static final int FETCH = 500;
    private static final int BATCH = 500;

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final RejectQueue queue;
    private final DueTable due;

    Rejects(JdbcTemplate jdbc, JdbcClient client, RejectQueue queue) {
        this.jdbc = jdbc;
        this.client = client;
        this.queue = queue;
        this.due = new DueTable(client, KIND, "millrace.reject", "run_id, step, record", "run_id");
    }

    /// Keeps rejects in the caller's transaction. They are due at once.
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
                    statement.setString(5, DueTable.withoutNul(reject.code()));
                    statement.setString(6, DueTable.withoutNul(reject.reason()));
                    statement.setBytes(7, reject.raw());
                    statement.setLong(8, reject.rawLength());
                });
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int perform(BooleanSupplier timeLeft) {
        return perform(Long.MAX_VALUE, timeLeft);
    }

    /// Publishes what is due, a batch at a time. It ends when the queue takes none of a batch: then it is the queue
    /// that fails, and what is behind need not try, too.
    ///
    /// @param limit of the rejects that are tried
    /// @return how many were published
    public int perform(long limit, BooleanSupplier timeLeft) {
        int published = 0;
        for (long left = limit; left > 0 && timeLeft.getAsBoolean(); left -= DUE_BATCH) {
            int taken = publish(due.claim((int) Math.min(left, DUE_BATCH), Rejects::row));
            if (taken == 0) {
                break;
            }
            published += taken;
        }
        return published;
    }

    /// A process that dies between the two steps has the rejects published twice, never not at all.
    private int publish(List<Reject> batch) {
        Map<String, List<Reject>> refused = queue.send(batch);
        Set<Reject> taken = new LinkedHashSet<>(batch);
        refused.forEach(
                (why, rejects) -> {
                    log.warn("{} rejects were not published, they are tried again: {}", rejects.size(), why);
                    due.allFailed(why, keys(rejects));
                    rejects.forEach(taken::remove);
                });
        due.allDone(keys(taken));
        return taken.size();
    }

    private static List<Object[]> keys(Collection<Reject> rejects) {
        return rejects.stream()
                .map(reject -> new Object[] {reject.run().value(), reject.step(), reject.place().record()})
                .toList();
    }

    @Override
    public List<FailingItem> failing(int limit) {
        return due.failing(limit);
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
