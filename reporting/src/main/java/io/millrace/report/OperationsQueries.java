package io.millrace.report;

import io.millrace.report.OperationsFigures.Count;
import io.millrace.report.OperationsFigures.Fates;
import io.millrace.report.OperationsFigures.RejectingFile;
import io.millrace.report.OperationsFigures.StateCount;
import io.millrace.report.OperationsFigures.TimedFile;
import io.millrace.report.OperationsFigures.Timing;

import org.springframework.jdbc.core.SimplePropertyRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What the engine's tables say of the runs that were created in a period. The runs of reports count as runs, but they
/// have no files and no records.
final class OperationsQueries {

    static final int TOP = 20;

    /// As many points as a chart can show.
    static final int POINTS = 1000;

    private static final String IN_PERIOD = " r.created_at >= :from AND r.created_at < :to ";
    private static final String OF_FILES = IN_PERIOD + "AND r.job <> 'report' ";

    private static final String TIMED =
            """
            SELECT r.job, coalesce(r.set_key, r.object_key) AS key, r.size,
              extract(epoch FROM r.ended_at - (SELECT min(started_at) FROM millrace.hop h WHERE h.run_id = r.id))
                AS seconds
            FROM millrace.run r WHERE r.state = 'COMPLETED' AND
            """
                    + OF_FILES;

    private final JdbcClient jdbc;
    private final Instant from;
    private final Instant to;

    OperationsQueries(JdbcClient jdbc, Instant from, Instant to) {
        this.jdbc = jdbc;
        this.from = from;
        this.to = to;
    }

    private JdbcClient.StatementSpec query(String sql) {
        return jdbc.sql(sql).param("from", from.atOffset(ZoneOffset.UTC)).param("to", to.atOffset(ZoneOffset.UTC));
    }

    List<StateCount> runs(TimeBuckets buckets) {
        var starts = buckets.starts().stream().map(Instant::toString).collect(Collectors.joining(",", "{", "}"));
        return query(
                        """
                        SELECT width_bucket(r.created_at, CAST(:starts AS timestamptz[])) AS part, r.state,
                          count(*) AS runs
                        FROM millrace.run r WHERE
                        """
                                + IN_PERIOD
                                + "GROUP BY 1, 2 ORDER BY 1, 2")
                .param("starts", starts)
                .query(new SimplePropertyRowMapper<>(StateCount.class))
                .list();
    }

    List<Fates> fates() {
        return query(
                        """
                        SELECT r.job, sum(c.records) AS read, sum(c.written) AS written, sum(c.filtered) AS filtered,
                          sum(c.rejected) AS rejected
                        FROM millrace.run r JOIN millrace.checkpoint c ON c.run_id = r.id WHERE
                        """
                                + OF_FILES
                                + "GROUP BY r.job ORDER BY r.job")
                .query(new SimplePropertyRowMapper<>(Fates.class))
                .list();
    }

    Optional<Timing> timing() {
        return query(
                        "SELECT count(*) AS files, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS half,"
                                + " percentile_cont(0.95) WITHIN GROUP (ORDER BY seconds) AS most FROM ("
                                + TIMED
                                + ") AS timed HAVING count(*) > 0")
                .query(Timing.class)
                .optional();
    }

    /// A sample that is the same each time.
    List<TimedFile> timed() {
        return timedFiles("ORDER BY md5(r.id) LIMIT " + POINTS);
    }

    List<TimedFile> slowest() {
        return timedFiles("ORDER BY seconds DESC, r.id LIMIT " + TOP);
    }

    private List<TimedFile> timedFiles(String order) {
        return query(TIMED + order).query(new SimplePropertyRowMapper<>(TimedFile.class)).list();
    }

    List<RejectingFile> mostRejecting() {
        return query(
                        """
                        SELECT r.job, coalesce(r.set_key, r.object_key) AS key, sum(c.records) AS read,
                          sum(c.rejected) AS rejected
                        FROM millrace.run r JOIN millrace.checkpoint c ON c.run_id = r.id WHERE
                        """
                                + OF_FILES
                                + "GROUP BY r.id HAVING sum(c.rejected) > 0 ORDER BY sum(c.rejected) DESC, r.id LIMIT "
                                + TOP)
                .query(new SimplePropertyRowMapper<>(RejectingFile.class))
                .list();
    }

    List<Count> rejectCodes() {
        return counts(
                """
                SELECT j.code AS name, count(*) AS number
                FROM millrace.run r JOIN millrace.reject j ON j.run_id = r.id WHERE
                """
                        + OF_FILES
                        + "GROUP BY j.code ORDER BY count(*) DESC, j.code");
    }

    List<Count> hops() {
        return counts(
                """
                SELECT h.cause AS name, count(*) AS number
                FROM millrace.run r JOIN millrace.hop h ON h.run_id = r.id WHERE
                """
                        + IN_PERIOD
                        + "GROUP BY h.cause ORDER BY count(*) DESC, h.cause");
    }

    Optional<Count> mostHops() {
        return counts(
                        """
                        SELECT r.object_key AS name, count(*) AS number
                        FROM millrace.run r JOIN millrace.hop h ON h.run_id = r.id WHERE
                        """
                                + IN_PERIOD
                                + "GROUP BY r.id ORDER BY count(*) DESC, r.id LIMIT 1")
                .stream()
                .findFirst();
    }

    private List<Count> counts(String sql) {
        return query(sql).query(new SimplePropertyRowMapper<>(Count.class)).list();
    }
}
