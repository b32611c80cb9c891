package io.millrace.run;

import io.millrace.arrival.RunId;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The runs, for reading.
@Component
public class Runs {

    /// How many runs of a state are counted at most.
    public static final int MOST_COUNTED = 10_000;

    /// The order has each count read the states' index from the newest run on, and end where it has seen enough.
    private static final String COUNTS =
            Arrays.stream(RunState.values())
                    .map(
                            state ->
                                    """
                                    SELECT '%1$s', count(*) FROM (SELECT 1 FROM millrace.run WHERE state = '%1$s'
                                      ORDER BY created_at DESC, id DESC LIMIT %2$d) counted\
                                    """
                                            .formatted(state, MOST_COUNTED + 1))
                    .collect(Collectors.joining(" UNION ALL "));

    private final JdbcClient jdbc;
    private final RunStore store;
    private final RunSearch search;

    Runs(JdbcClient jdbc, RunStore store) {
        this.jdbc = jdbc;
        this.store = store;
        this.search = new RunSearch(jdbc);
    }

    /// Where a page of a list ended.
    public record After(Instant createdAt, RunId id) {}

    /// A page of a list of runs.
    ///
    /// @param next where the next page begins; null on the last one
    public record RunPage(List<RunSummary> runs, @Nullable After next) {

        public RunPage {
            runs = List.copyOf(runs);
        }
    }

    /// How many runs there are.
    ///
    /// @param counted up to [#MOST_COUNTED]
    /// @param more whether there are more than that
    public record RunCount(long counted, boolean more) {}

    /// One run with its totals.
    public Optional<RunSummary> find(RunId id) {
        return search.find(id);
    }

    /// Runs in the order of their creation. Where only looking at each run can tell which ones match, a page looks at a
    /// bounded number of them: it may have fewer runs than the limit, or none, although there is a next page.
    ///
    /// @param after where the page before ended, or null
    public RunPage page(RunFilter filter, @Nullable After after, int limit) {
        return search.page(filter, after, limit);
    }

    /// The runs of one page, for who needs no other: see [#page].
    public List<RunSummary> list(RunFilter filter, @Nullable After after, int limit) {
        return page(filter, after, limit).runs();
    }

    /// The steps of a run that have begun.
    public List<StepReport> steps(RunId run) {
        return jdbc.sql("SELECT * FROM millrace.checkpoint WHERE run_id = ? ORDER BY updated_at, step")
                .param(run.value())
                .query(
                        (row, n) ->
                                new StepReport(
                                        row.getString("step"),
                                        new Totals(
                                                row.getLong("records"),
                                                row.getLong("written"),
                                                row.getLong("filtered"),
                                                row.getLong("rejected")),
                                        row.getLong("bytes_done"),
                                        row.getLong("bytes_total"),
                                        row.getBoolean("done")))
                .list();
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

    /// How many runs are in each state, also of states without runs.
    public Map<RunState, RunCount> countsByState() {
        Map<RunState, RunCount> counts = new EnumMap<>(RunState.class);
        jdbc.sql(COUNTS)
                .query(
                        row -> {
                            long counted = row.getLong(2);
                            counts.put(
                                    RunState.valueOf(row.getString(1)),
                                    new RunCount(Math.min(counted, MOST_COUNTED), counted > MOST_COUNTED));
                        });
        return counts;
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
