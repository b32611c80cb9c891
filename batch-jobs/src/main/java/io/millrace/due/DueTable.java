package io.millrace.due;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/// A table of due work in PostgreSQL: it has the columns `due_at`, `attempts` and `last_error`.
///
/// A claim moves `due_at` to the time of the next attempt before anything is done. So an item that is handled by a
/// process that dies comes back by itself, one that fails backs off, and two callers never have the same item at once.
public final class DueTable {

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

    /// Claims items that are due, the oldest first. The caller has [#FIRST_PAUSE] for them before others see them.
    public <T> List<T> claim(int limit, RowMapper<T> rows) {
        return jdbc.sql(
                        """
                        WITH due AS (
                          SELECT %2$s, due_at AS was_due_at FROM %1$s WHERE due_at <= clock_timestamp()
                          ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED),
                        claimed AS (
                          UPDATE %1$s t SET attempts = t.attempts + 1, due_at = clock_timestamp()
                            + least(:longest, :first * 2 ^ least(t.attempts, 30)) * interval '1 ms'
                          FROM due WHERE (%3$s) = (%4$s) RETURNING t.*, due.was_due_at)
                        SELECT * FROM claimed ORDER BY was_due_at\
                        """
                                .formatted(table, key, qualified("t"), qualified("due")))
                .param("limit", limit)
                .param("first", FIRST_PAUSE.toMillis())
                .param("longest", LONGEST_PAUSE.toMillis())
                .query(rows)
                .list();
    }

    private String qualified(String alias) {
        return alias + "." + key.replace(", ", ", " + alias + ".");
    }

    /// Notes that nothing is left to do for an item.
    ///
    /// @param values of the key's columns
    public void done(Object... values) {
        jdbc.sql("UPDATE %s SET due_at = NULL, last_error = NULL WHERE (%s) = (%s)".formatted(table, key, marks()))
                .params(values)
                .update();
    }

    /// Notes why an attempt failed. The item is due again when its claim said.
    ///
    /// @param values of the key's columns
    public void failed(String error, Object... values) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(storable(error));
        parameters.addAll(List.of(values));
        jdbc.sql("UPDATE %s SET last_error = ? WHERE (%s) = (%s)".formatted(table, key, marks()))
                .params(parameters)
                .update();
    }

    private String marks() {
        return "?" + ", ?".repeat(key.split(",").length - 1);
    }

    /// Text that PostgreSQL can keep: without NUL characters, and not longer than is of use.
    public static String storable(String text) {
        String whole = text.replace('\0', '␀');
        return whole.length() <= ERROR_LIMIT ? whole : whole.substring(0, ERROR_LIMIT) + "…";
    }

    /// See [DueWork#failing].
    public List<FailingItem> failing(int limit) {
        return jdbc.sql(
                        """
                        SELECT concat_ws('/', %2$s) AS item, %3$s AS of_run, attempts, due_at, last_error FROM %1$s
                        WHERE due_at IS NOT NULL AND last_error IS NOT NULL ORDER BY due_at LIMIT ?\
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
                                        row.getString("last_error")))
                .list();
    }

    private static @Nullable String nullable(@Nullable String text) {
        return text;
    }
}
