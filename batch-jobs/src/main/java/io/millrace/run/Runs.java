package io.millrace.run;

import io.millrace.arrival.RunId;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The runs, for reading.
@Component
public class Runs {

    private static final String SUMMARY =
            """
            SELECT r.*, coalesce(t.read, 0) AS total_read, coalesce(t.written, 0) AS total_written,
              coalesce(t.filtered, 0) AS total_filtered, coalesce(t.rejected, 0) AS total_rejected,
              coalesce(t.percent, 0) AS percent
            FROM millrace.run r LEFT JOIN LATERAL (
              SELECT sum(records) AS read, sum(written) AS written, sum(filtered) AS filtered, sum(rejected) AS rejected,
                100.0 * avg(CASE WHEN done THEN 1 ELSE least(1, bytes_done / greatest(bytes_total, 1)::float8) END)
                  AS percent
              FROM millrace.checkpoint c WHERE c.run_id = r.id) t ON true
            """;

    private final JdbcClient jdbc;
    private final RunStore store;

    Runs(JdbcClient jdbc, RunStore store) {
        this.jdbc = jdbc;
        this.store = store;
    }

    /// Where a page of a list ended.
    public record After(Instant createdAt, RunId id) {}

    /// One run with its totals.
    public Optional<RunSummary> find(RunId id) {
        return jdbc.sql(SUMMARY + "WHERE r.id = ?").param(id.value()).query(this::summary).optional();
    }

    /// Runs in the order of their creation.
    ///
    /// @param after the last one of the page before, or null
    public List<RunSummary> list(RunFilter filter, @Nullable After after, int limit) {
        StringBuilder where = new StringBuilder("WHERE true");
        List<Object> values = new ArrayList<>();
        if (!filter.states().isEmpty()) {
            where.append(" AND r.state = ANY (?)");
            values.add(filter.states().stream().map(Enum::name).toArray(String[]::new));
        }
        condition(where, values, " AND r.job = ?", filter.job());
        condition(where, values, " AND r.created_at >= ?", time(filter.from()));
        condition(where, values, " AND r.created_at < ?", time(filter.to()));
        condition(where, values, " AND starts_with(r.object_key, ?)", filter.keyPrefix());
        condition(where, values, " AND r.set_key = ?", filter.set());
        if (after != null) {
            where.append(
                    filter.ascending() ? " AND (r.created_at, r.id) > (?, ?)" : " AND (r.created_at, r.id) < (?, ?)");
            values.add(after.createdAt().atOffset(ZoneOffset.UTC));
            values.add(after.id().value());
        }
        where.append(filter.ascending() ? " ORDER BY r.created_at, r.id" : " ORDER BY r.created_at DESC, r.id DESC");
        values.add(limit);
        return jdbc.sql(SUMMARY + where + " LIMIT ?").params(values).query(this::summary).list();
    }

    private static @Nullable Object time(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    private static void condition(StringBuilder where, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            where.append(condition);
            values.add(value);
        }
    }

    /// The steps of a run that have begun.
    public List<StepReport> steps(RunId run) {
        return store.accounts(run).stream()
                .map(
                        account ->
                                new StepReport(
                                        account.step(),
                                        account.checkpoint().totals(),
                                        account.checkpoint().bytesDone(),
                                        account.checkpoint().bytesTotal(),
                                        account.checkpoint().done()))
                .toList();
    }

    /// What a step of a run has gathered so far, as its [CheckpointedState] saved it; empty if it saved nothing.
    public Optional<String> state(RunId run, String step) {
        return Optional.ofNullable(store.checkpoint(run, step).state());
    }

    /// The newest hops of a run, oldest of them first.
    public List<Hop> hops(RunId run, int limit) {
        return hops(run, null, limit);
    }

    /// The newest hops of a run whose fence is smaller than `before`, oldest of them first.
    ///
    /// @param before null for the newest of all
    public List<Hop> hops(RunId run, @Nullable Long before, int limit) {
        return jdbc.sql("SELECT * FROM millrace.hop WHERE run_id = ? AND fence < ? ORDER BY fence DESC LIMIT ?")
                .params(run.value(), before == null ? Long.MAX_VALUE : before, limit)
                .query(Runs::hop)
                .list()
                .reversed();
    }

    /// How many runs are in each state; states without runs are there with 0.
    public Map<RunState, Long> countsByState() {
        Map<RunState, Long> counts = new EnumMap<>(RunState.class);
        for (RunState state : RunState.values()) {
            counts.put(state, 0L);
        }
        jdbc.sql("SELECT state, count(*) FROM millrace.run GROUP BY state")
                .query(
                        row -> {
                            counts.put(RunState.valueOf(row.getString(1)), row.getLong(2));
                        });
        return counts;
    }

    private RunSummary summary(ResultSet row, int number) throws SQLException {
        Run run = RunRows.run(row);
        Totals totals =
                new Totals(
                        row.getLong("total_read"),
                        row.getLong("total_written"),
                        row.getLong("total_filtered"),
                        row.getLong("total_rejected"));
        return new RunSummary(run, totals, run.state() == RunState.COMPLETED ? 100 : row.getDouble("percent"));
    }

    private static Hop hop(ResultSet row, int number) throws SQLException {
        return new Hop(
                row.getLong("fence"),
                row.getInt("attempt"),
                row.getInt("hop"),
                Hop.Cause.valueOf(row.getString("cause")),
                row.getString("owner"),
                RunRows.instant(row, "started_at"),
                RunRows.nullableInstant(row, "ended_at"),
                row.getString("outcome"),
                RunRows.reason(row));
    }
}
