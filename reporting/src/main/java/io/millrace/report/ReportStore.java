package io.millrace.report;

import io.millrace.arrival.RunId;
import io.millrace.run.Run;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// The list of published reports, in the database.
@Component
class ReportStore {

    private static final String FOLDER = "reports/";
    private static final int INDEXED = 1000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;

    ReportStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Notes that a run publishes a report, in the caller's transaction; from here to its end nobody else publishes or
    /// deletes the same one.
    void note(Run run, ReportRequest request, String title, long size) {
        jdbc.sql(
                        """
                        INSERT INTO millrace.report (kind, period, title, parameters, object_key, size, run_id)
                        VALUES (?, ?, ?, CAST(? AS jsonb), ?, ?, ?)
                        ON CONFLICT (object_key) DO UPDATE SET title = excluded.title, parameters = excluded.parameters,
                          size = excluded.size, made_at = clock_timestamp(), run_id = excluded.run_id
                        """)
                .param(request.kind().id())
                .param(request.period().text())
                .param(title)
                .param(JSON.writeValueAsString(new Parameters(request.zone().getId(), request.sites())))
                .param(run.object().key())
                .param(size)
                .param(run.id().value())
                .update();
    }

    private record Parameters(String zone, List<String> sites) {}

    /// Lets the caller's transaction be the only one that is here.
    void lock() {
        jdbc.sql("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext('millrace.report'))) AS held")
                .query(Integer.class)
                .single();
    }

    /// The newest reports, for the index.
    List<Entry> entries() {
        return list(null, INDEXED).stream().map(ReportStore::entry).toList();
    }

    private static Entry entry(PublishedReport report) {
        return new Entry(
                report.kind().id(),
                report.title(),
                ReportPeriod.parse(report.period()).in(ZoneId.of(report.zone())),
                report.madeAt(),
                report.key().substring(FOLDER.length()));
    }

    /// Reports, those that were made first last.
    ///
    /// @param before only those with a smaller id; null for all
    List<PublishedReport> list(@Nullable Long before, int limit) {
        return jdbc.sql("SELECT * FROM millrace.report WHERE id < ? ORDER BY id DESC LIMIT ?")
                .params(before == null ? Long.MAX_VALUE : before, limit)
                .query(ReportStore::report)
                .list();
    }

    Optional<PublishedReport> find(long id) {
        return jdbc.sql("SELECT * FROM millrace.report WHERE id = ?").param(id).query(ReportStore::report).optional();
    }

    Optional<PublishedReport> at(String key) {
        return jdbc.sql("SELECT * FROM millrace.report WHERE object_key = ?")
                .param(key)
                .query(ReportStore::report)
                .optional();
    }

    /// Deletes one report that is older than that, in the caller's transaction; its key.
    Optional<String> deleteOlderThan(Duration age) {
        return jdbc.sql(
                        """
                        DELETE FROM millrace.report WHERE id = (
                          SELECT id FROM millrace.report WHERE made_at < clock_timestamp() - make_interval(secs => ?)
                          ORDER BY made_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING object_key
                        """)
                .param((double) age.toSeconds())
                .query(String.class)
                .optional();
    }

    private static PublishedReport report(ResultSet row, int number) throws SQLException {
        var parameters = JSON.readValue(row.getString("parameters"), Parameters.class);
        return new PublishedReport(
                row.getLong("id"),
                ReportKind.named(row.getString("kind")).orElseThrow(),
                row.getString("period"),
                parameters.zone(),
                parameters.sites(),
                row.getString("title"),
                row.getString("object_key"),
                row.getLong("size"),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                new RunId(row.getString("run_id")));
    }
}
