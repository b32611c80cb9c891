package io.millrace.due;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// A table of due work in PostgreSQL: it has the columns `due_at`, `attempts` and `last_error`.
///
/// A claim moves `due_at` to the time of the next attempt before anything is done. So an item that is handled by a
/// process that dies comes back by itself, one that fails backs off, and two callers never have the same item at once,
/// unless one of them takes longer than [#FIRST_PAUSE].
///
/// A claim is a transaction of its own: it must not be made within the caller's.
public final class DueTable {

    private static final Logger log = LoggerFactory.getLogger(DueTable.class);

    /// How long after its first attempt an item is due again; doubles with each attempt.
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private static final int ERROR_LIMIT = 1_000;

    private final JdbcClient jdbc;
    private final String kind;
    private final String table;
    private final String key;
    private final String run;

    /// @param kind see [DueWork#kind()]
    /// @param table as it stands in SQL
    /// @param key the columns of the primary key, separated by commas
    /// @param run an expression for the run that a row belongs to; `NULL` if it has none
    public DueTable(JdbcClient jdbc, String kind, String table, String key, String run) {
        this.jdbc = jdbc;
        this.kind = kind;
        this.table = table;
        this.key = key;
        this.run = run;
    }

    /// Does what is due, one item after the other, the oldest first. Each item is claimed when its turn comes, so that
    /// a process that dies costs only the item in hand an attempt. An exception is noted with its item.
    ///
    /// @param limit of the items that are tried
    /// @param key the values of an item's key
    /// @param work does an item and notes that it is done
    /// @return how many items were done
    public <T> int each(
            int limit, BooleanSupplier timeLeft, RowMapper<T> rows, Function<T, Object[]> key, Consumer<T> work) {
        int done = 0;
        for (int tried = 0; tried < limit && timeLeft.getAsBoolean(); tried++) {
            List<T> claimed = claim(1, rows);
            if (claimed.isEmpty()) {
                return done;
            }
            done += isDone(claimed.getFirst(), key, work) ? 1 : 0;
        }
        return done;
    }

    /// Does one item if it is due.
    ///
    /// @return whether it was due and is done
    public <T> boolean one(RowMapper<T> rows, Function<T, Object[]> key, Consumer<T> work, Object... values) {
        return claimIfDue(rows, values).filter(item -> isDone(item, key, work)).isPresent();
    }

    private <T> boolean isDone(T item, Function<T, Object[]> key, Consumer<T> work) {
        try {
            work.accept(item);
            return true;
        } catch (RuntimeException e) {
            Object[] values = key.apply(item);
            log.warn("Item {} of the {} failed, it is tried again: {}", Arrays.asList(values), kind, e.toString());
            failed(e.toString(), values);
            return false;
        }
    }

    /// Claims items that are due, the oldest first. The caller has [#FIRST_PAUSE] for them before others see them.
    public <T> List<T> claim(int limit, RowMapper<T> rows) {
        return claiming("", limit).query(rows).list();
    }

    /// Claims one item if it is due.
    ///
    /// @param values of the key's columns
    public <T> Optional<T> claimIfDue(RowMapper<T> rows, Object... values) {
        return claiming("AND (%s) IN (:items)".formatted(key), 1).param("items", listOf(values)).query(rows).optional();
    }

    /// The statement's own time and not `clock_timestamp()`, which no index can be searched for.
    private JdbcClient.StatementSpec claiming(String condition, int limit) {
        return jdbc.sql(
                        """
                        WITH due AS (
                          SELECT %2$s, due_at AS was_due_at FROM %1$s WHERE due_at <= statement_timestamp() %5$s
                          ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED),
                        claimed AS (
                          UPDATE %1$s t SET attempts = t.attempts + 1, due_at = clock_timestamp()
                            + least(:longest, :first * 2 ^ least(t.attempts, 30)) * interval '1 ms'
                          FROM due WHERE (%3$s) = (%4$s) RETURNING t.*, due.was_due_at)
                        SELECT * FROM claimed ORDER BY was_due_at\
                        """
                                .formatted(table, key, qualified("t"), qualified("due"), condition))
                .param("limit", limit)
                .param("first", FIRST_PAUSE.toMillis())
                .param("longest", LONGEST_PAUSE.toMillis());
    }

    private String qualified(String alias) {
        return alias + "." + key.replace(", ", ", " + alias + ".");
    }

    /// Notes that nothing is left to do for an item.
    ///
    /// @param values of the key's columns
    public void done(Object... values) {
        allDone(listOf(values));
    }

    /// Notes that nothing is left to do for items.
    ///
    /// @param items the values of the key's columns, of each
    public void allDone(List<Object[]> items) {
        if (!items.isEmpty()) {
            jdbc.sql("UPDATE %s SET due_at = NULL, last_error = NULL WHERE (%s) IN (:items)".formatted(table, key))
                    .param("items", items)
                    .update();
        }
    }

    /// Notes why an attempt failed. The item is due again when its claim said.
    ///
    /// @param values of the key's columns
    public void failed(String error, Object... values) {
        allFailed(error, listOf(values));
    }

    /// Notes why an attempt failed that was made for several items. An item that somebody else has done meanwhile stays
    /// done.
    ///
    /// @param items the values of the key's columns, of each
    public void allFailed(String error, List<Object[]> items) {
        if (!items.isEmpty()) {
            jdbc.sql(
                            "UPDATE %s SET last_error = :error WHERE (%s) IN (:items) AND due_at IS NOT NULL"
                                    .formatted(table, key))
                    .param("error", storable(error))
                    .param("items", items)
                    .update();
        }
    }

    private static List<Object[]> listOf(Object[] values) {
        return List.<Object[]>of(values);
    }

    /// Text that PostgreSQL can keep: without NUL characters, and not longer than is of use.
    public static String storable(String text) {
        String whole = withoutNul(text);
        return whole.length() <= ERROR_LIMIT ? whole : whole.substring(0, ERROR_LIMIT) + "…";
    }

    /// Text of any length that PostgreSQL can keep: it has no NUL character.
    public static String withoutNul(String text) {
        return text.replace('\0', '␀');
    }

    /// See [DueWork#failing]. An item that was tried more than once and says nothing has failed, too: its process died.
    public List<FailingItem> failing(int limit) {
        return jdbc.sql(
                        """
                        SELECT concat_ws('/', %2$s) AS item, %3$s AS of_run, attempts, due_at, last_error FROM %1$s
                        WHERE due_at IS NOT NULL AND (last_error IS NOT NULL OR attempts > 1) ORDER BY due_at LIMIT ?\
                        """
                                .formatted(table, key, run))
                .param(limit)
                .query(
                        (row, n) ->
                                new FailingItem(
                                        kind,
                                        row.getString("item"),
                                        nullable(row.getString("of_run")),
                                        row.getInt("attempts"),
                                        row.getObject("due_at", OffsetDateTime.class).toInstant(),
                                        nullable(row.getString("last_error"))))
                .list();
    }

    private static @Nullable String nullable(@Nullable String text) {
        return text;
    }
}
