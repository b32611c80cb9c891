package io.millrace.run;

import io.millrace.arrival.RunId;
import io.millrace.run.Runs.After;
import io.millrace.run.Runs.RunPage;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds runs in PostgreSQL, and looks at few that do not match, however many there are.
///
/// States, a job or a set, and a time are found in order: a scan of an index for each state, merged. If few runs have a
/// key that begins as wanted, these are found by their keys and put in order. What is left is looked for within
/// [#WINDOW] runs, one page after the other.
final class RunSearch {

    /// How many runs a page looks at, at most, to find those that match.
    static final int WINDOW = 10_000;

    private static final String SUMMARY =
            """
            SELECT r.*, coalesce(t.read, 0) AS total_read, coalesce(t.written, 0) AS total_written,
              coalesce(t.filtered, 0) AS total_filtered, coalesce(t.rejected, 0) AS total_rejected,
              coalesce(t.percent, 0) AS percent
            FROM %s r LEFT JOIN LATERAL (
              SELECT sum(records) AS read, sum(written) AS written, sum(filtered) AS filtered, sum(rejected) AS rejected,
                100.0 * avg(CASE WHEN done THEN 1 ELSE least(1, bytes_done / greatest(bytes_total, 1)::float8) END)
                  AS percent
              FROM millrace.checkpoint c WHERE c.run_id = r.id) t ON true
            """;

    private static final RowMapper<RunSummary> ROW =
            (row, n) -> {
                Run run = RunRows.run(row);
                Totals totals =
                        new Totals(
                                row.getLong("total_read"),
                                row.getLong("total_written"),
                                row.getLong("total_filtered"),
                                row.getLong("total_rejected"));
                return new RunSummary(run, totals, run.state() == RunState.COMPLETED ? 100 : row.getDouble("percent"));
            };

    private final JdbcClient jdbc;

    RunSearch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<RunSummary> find(RunId id) {
        return jdbc.sql(SUMMARY.formatted("millrace.run") + "WHERE r.id = ?").param(id.value()).query(ROW).optional();
    }

    RunPage page(RunFilter filter, @Nullable After after, int limit) {
        return new Query(filter, after, limit).page();
    }

    /// A run that was looked at.
    ///
    /// @param matches false for the last of the window, which is there to say where the next page begins
    private record Found(RunSummary summary, boolean matches, boolean endsWindow) {

        After position() {
            return new After(summary.run().createdAt(), summary.run().id());
        }
    }

    /// A search for one page.
    private final class Query {

        private final RunFilter filter;
        private final @Nullable After after;
        private final int limit;
        private final Map<String, @Nullable Object> values = new HashMap<>();

        Query(RunFilter filter, @Nullable After after, int limit) {
            this.filter = filter;
            this.after = after;
            this.limit = limit;
        }

        private String order() {
            return filter.ascending() ? "created_at, id" : "created_at DESC, id DESC";
        }

        RunPage page() {
            if (filter.set() != null) {
                return ofSet(filter.set());
            }
            String prefix = filter.keyPrefix();
            if (prefix == null) {
                return inOrder(inEachState(job()), List.of());
            }
            return isRare(prefix) ? withKey(prefix) : inOrder(inEachState(job()), List.of(keyBegins(prefix)));
        }

        private RunPage ofSet(String set) {
            values.put("set", set);
            List<String> others = new ArrayList<>(job());
            if (filter.keyPrefix() != null) {
                others.add(keyBegins(filter.keyPrefix()));
            }
            return inOrder(inEachState(List.of("set_key = :set")), others);
        }

        private List<String> inEachState(List<String> conditions) {
            Collection<RunState> states = filter.states().isEmpty() ? EnumSet.allOf(RunState.class) : filter.states();
            return states.stream()
                    .map(state -> Stream.concat(conditions.stream(), Stream.of("state = '%s'".formatted(state))))
                    .map(all -> all.collect(Collectors.joining(" AND ")))
                    .toList();
        }

        /// One ordered scan for each condition, which the database merges as far as it is asked for rows. It does so
        /// only if each has its own order, and scans an index only if each has its own limit.
        private String merged(List<String> conditions, int most) {
            return conditions.stream()
                    .map(
                            condition ->
                                    "(SELECT * FROM millrace.run WHERE %s%s ORDER BY %s LIMIT %d)"
                                            .formatted(condition, created(), order(), most))
                    .collect(Collectors.joining(" UNION ALL "));
        }

        private List<String> job() {
            if (filter.job() == null) {
                return List.of();
            }
            values.put("job", filter.job());
            return List.of("job = :job");
        }

        private String keyBegins(String prefix) {
            values.put("prefix", prefix);
            return "starts_with(object_key, :prefix)";
        }

        /// A scan begins at one place. So of two limits on the side where it begins only the narrower one is given.
        private String created() {
            Instant from = filter.from();
            Instant to = filter.to();
            String past = "";
            if (after != null && filter.ascending() && (from == null || !after.createdAt().isBefore(from))) {
                from = null;
                past = " AND (created_at, id) > (:afterTime, :afterId)";
            }
            if (after != null && !filter.ascending() && (to == null || after.createdAt().isBefore(to))) {
                to = null;
                past = " AND (created_at, id) < (:afterTime, :afterId)";
            }
            if (after != null) {
                values.put("afterTime", after.createdAt().atOffset(ZoneOffset.UTC));
                values.put("afterId", after.id().value());
            }
            return past + created(">= :from", "from", from) + created("< :to", "to", to);
        }

        private String created(String condition, String name, @Nullable Instant time) {
            if (time == null) {
                return "";
            }
            values.put(name, time.atOffset(ZoneOffset.UTC));
            return " AND created_at " + condition;
        }

        /// @param conditions of the runs to look through, each of some
        /// @param others what only looking at a run tells
        private RunPage inOrder(List<String> conditions, List<String> others) {
            if (others.isEmpty()) {
                return page(
                        "SELECT all_of.*, true AS matches, false AS ends FROM (%s) all_of"
                                .formatted(merged(conditions, limit + 1)));
            }
            return page(
                    """
                    SELECT * FROM (
                      SELECT looked.*, (%1$s) IS TRUE AS matches, row_number() OVER (ORDER BY %2$s) = %3$d AS ends
                      FROM (SELECT * FROM (%4$s) all_of ORDER BY %2$s LIMIT %3$d) looked) numbered
                    WHERE matches OR ends\
                    """
                            .formatted(String.join(" AND ", others), order(), WINDOW, merged(conditions, WINDOW)));
        }

        /// Runs may be added after they were counted.
        private RunPage withKey(String prefix) {
            List<String> others = new ArrayList<>(job());
            if (!filter.states().isEmpty()) {
                others.add("state = ANY (:states)");
                values.put("states", filter.states().stream().map(Enum::name).toArray(String[]::new));
            }
            others.add("true" + created());
            return page(
                    "SELECT keyed.*, true AS matches, false AS ends FROM (%s) keyed WHERE %s"
                            .formatted(keyed("*", prefix, 2 * WINDOW), String.join(" AND ", others)));
        }

        private boolean isRare(String prefix) {
            return jdbc.sql("SELECT count(*) FROM (%s) keyed".formatted(keyed("1", prefix, WINDOW + 1)))
                            .params(values)
                            .query(Integer.class)
                            .single()
                    <= WINDOW;
        }

        private String keyed(String columns, String prefix, int limit) {
            String end = KeyRange.end(prefix);
            values.put("begin", prefix);
            values.put("end", end);
            return """
            SELECT %s FROM millrace.run
            WHERE object_key COLLATE "C" >= :begin%s ORDER BY object_key COLLATE "C" LIMIT %d\
            """
                    .formatted(columns, end == null ? "" : " AND object_key COLLATE \"C\" < :end", limit);
        }

        /// @param matching the runs that match, and the last of the window
        private RunPage page(String matching) {
            List<Found> found =
                    jdbc.sql(
                                    SUMMARY.formatted(
                                                    "(SELECT * FROM (%s) m ORDER BY %s LIMIT %d)"
                                                            .formatted(matching, order(), limit + 1))
                                            + "ORDER BY "
                                            + order())
                            .params(values)
                            .query(
                                    (row, n) ->
                                            new Found(
                                                    ROW.mapRow(row, n),
                                                    row.getBoolean("matches"),
                                                    row.getBoolean("ends")))
                            .list();
            List<RunSummary> runs = found.stream().filter(Found::matches).limit(limit).map(Found::summary).toList();
            return new RunPage(runs, next(found, runs.size()));
        }

        private @Nullable After next(List<Found> found, int shown) {
            if (found.size() > limit && shown == limit) {
                return found.get(limit - 1).position();
            }
            return found.stream().filter(Found::endsWindow).map(Found::position).findFirst().orElse(null);
        }
    }
}
