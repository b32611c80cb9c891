package io.millrace.bench;

import io.millrace.bench.NewestObjects.NewestObject;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What the run store says at the end, compared with what it must say.
final class StoredRuns {

    private final JdbcClient jdbc;
    private final Differences differences;

    /// The ids of the rejects that reached their queue.
    private final Set<String> published;

    StoredRuns(JdbcClient jdbc, Differences differences, Set<String> published) {
        this.jdbc = jdbc;
        this.differences = differences;
        this.published = published;
    }

    private record Head(String pin, String run) {}

    /// The run of an object's newest content; noted as a difference if there is none that completed.
    String of(NewestObject object) {
        var head =
                jdbc.sql("SELECT pin, run_id FROM millrace.object_head WHERE bucket = ? AND object_key = ?")
                        .params(object.bucket(), object.key())
                        .query((row, n) -> new Head(String.valueOf(row.getString(1)), String.valueOf(row.getString(2))))
                        .optional()
                        .orElse(new Head("none", "none"));
        if (!head.pin().equals(object.pin())) {
            differences.add(
                    head.run(),
                    "The newest content of %s/%s is %s, and to the engine it is %s"
                            .formatted(object.bucket(), object.key(), object.pin(), head.pin()));
        }
        checkCompleted(head.run(), object.key());
        return head.run();
    }

    /// The run that took a set last.
    String ofSet(String set) {
        var run =
                jdbc.sql("SELECT id FROM millrace.run WHERE set_key = ? ORDER BY created_at DESC LIMIT 1")
                        .param(set)
                        .query(String.class)
                        .optional()
                        .orElse("none");
        checkCompleted(run, "set " + set);
        return run;
    }

    private void checkCompleted(String run, String of) {
        var state = jdbc.sql("SELECT state FROM millrace.run WHERE id = ?").param(run).query(String.class).optional();
        if (!state.equals(Optional.of("COMPLETED"))) {
            differences.add(run, "The run of %s is %s".formatted(of, state.orElse("not there")));
        }
    }

    /// All runs of a key, whatever bucket it is in.
    List<String> ofKey(String key) {
        return jdbc.sql("SELECT id FROM millrace.run WHERE starts_with(object_key, ?) ORDER BY created_at")
                .param(key)
                .query(String.class)
                .list();
    }

    private record Account(boolean done, long read, long written, long filtered, long rejected) {}

    /// Compares what a step of a run has kept with what its file says.
    ///
    /// @param rejects the bad records by their numbers from 1
    void checkStep(String run, String step, long records, Map<Long, String> rejects) {
        var expected = new Account(true, records, records - rejects.size(), 0, rejects.size());
        var account =
                jdbc.sql(
                                """
                                SELECT done, records, written, filtered, rejected FROM millrace.checkpoint
                                WHERE run_id = ? AND step = ?\
                                """)
                        .params(run, step)
                        .query(
                                (row, n) ->
                                        new Account(
                                                row.getBoolean(1),
                                                row.getLong(2),
                                                row.getLong(3),
                                                row.getLong(4),
                                                row.getLong(5)))
                        .optional();
        if (!account.equals(Optional.of(expected))) {
            differences.add(run, "Step %s of run %s has %s and not %s".formatted(step, run, account, expected));
        }
        var kept = new TreeMap<Long, String>();
        jdbc.sql("SELECT record, raw FROM millrace.reject WHERE run_id = ? AND step = ?")
                .params(run, step)
                .query(
                        row -> {
                            kept.put(row.getLong(1), new String(row.getBytes(2), StandardCharsets.UTF_8));
                        });
        differences.compare(run, "rejects of step %s of run %s".formatted(step, run), rejects, kept);
        var unpublished =
                rejects.keySet().stream()
                        .map(record -> "%s/%s/%d".formatted(run, step, record))
                        .filter(id -> !published.contains(id))
                        .toList();
        if (!unpublished.isEmpty()) {
            differences.add(run, "Rejects that never reached their queue: " + unpublished);
        }
    }

    /// What must be true of every run.
    void checkAll() {
        note(
                "has ended in another way",
                """
                SELECT id, state || ' ' || coalesce(reason_code, '') FROM millrace.run
                WHERE NOT (state = 'COMPLETED' OR state = 'SUPERSEDED' AND reason_code IS NOT NULL)\
                """);
        note(
                "is still due or leased",
                "SELECT id, state FROM millrace.run WHERE due_at IS NOT NULL OR lease_until IS NOT NULL");
        note(
                "completed with a step that is not done or does not add up",
                """
                SELECT run_id, step FROM millrace.checkpoint c JOIN millrace.run r ON r.id = c.run_id
                WHERE r.state = 'COMPLETED' AND (NOT done OR records <> written + filtered + c.rejected
                  OR c.rejected <> (SELECT count(*) FROM millrace.reject j WHERE j.run_id = c.run_id AND j.step = c.step))\
                """);
        note(
                "completed without a step or with another sum of rejects",
                """
                SELECT id, r.rejected::text FROM millrace.run r LEFT JOIN LATERAL (
                  SELECT count(*) AS steps, sum(rejected) AS of_steps FROM millrace.checkpoint WHERE run_id = r.id) c ON true
                WHERE state = 'COMPLETED' AND (steps <> CASE WHEN set_key IS NULL THEN 1 ELSE 6 END OR r.rejected <> of_steps)\
                """);
        note(
                "completed in another hop than its last",
                """
                SELECT r.id, coalesce(h.outcome, 'open') FROM millrace.run r
                LEFT JOIN millrace.hop h ON h.run_id = r.id AND h.fence = r.fence
                WHERE r.state = 'COMPLETED' AND (h.ended_at IS NULL OR h.outcome <> 'COMPLETED')\
                """);
        note(
                "completed in two hops",
                """
                SELECT run_id, count(*)::text FROM millrace.hop WHERE outcome = 'COMPLETED'
                GROUP BY run_id HAVING count(*) > 1\
                """);
        note(
                "has rejects that are still to be published",
                "SELECT run_id, step FROM millrace.reject WHERE due_at IS NOT NULL");
    }

    private void note(String what, String query) {
        jdbc.sql(query)
                .query(
                        row -> {
                            differences.add(
                                    row.getString(1),
                                    "Run %s %s: %s".formatted(row.getString(1), what, row.getString(2)));
                        });
    }

    /// Whether the engine knows of an object version, so that a message about it was not its only trace.
    boolean isRecorded(String bucket, String key, String pin) {
        return jdbc.sql(
                        """
                        SELECT EXISTS (SELECT FROM millrace.run
                            WHERE bucket = :bucket AND object_key = :key AND :pin IN (version_id, etag))
                          OR EXISTS (SELECT FROM millrace.file_set_member
                            WHERE bucket = :bucket AND object_key = :key AND :pin IN (version_id, etag))
                          OR EXISTS (SELECT FROM millrace.object_head
                            WHERE bucket = :bucket AND object_key = :key AND pin = :pin)\
                        """)
                .param("bucket", bucket)
                .param("key", key)
                .param("pin", pin)
                .query(Boolean.class)
                .single();
    }

    /// Reason and hops of a run, a line each.
    String history(String run) {
        var text = new StringBuilder();
        jdbc.sql("SELECT * FROM millrace.run WHERE id = ?")
                .param(run)
                .query(
                        row -> {
                            text.append(
                                    "run %s of %s/%s pin %s set %s: %s %s %s, attempt %d hop %d fence %d, created %s%n"
                                            .formatted(
                                                    run,
                                                    row.getString("bucket"),
                                                    row.getString("object_key"),
                                                    row.getString("version_id") == null
                                                            ? row.getString("etag")
                                                            : row.getString("version_id"),
                                                    row.getString("set_key"),
                                                    row.getString("state"),
                                                    row.getString("reason_code"),
                                                    row.getString("reason"),
                                                    row.getInt("attempt"),
                                                    row.getInt("hop"),
                                                    row.getLong("fence"),
                                                    row.getString("created_at")));
                        });
        jdbc.sql("SELECT * FROM millrace.hop WHERE run_id = ? ORDER BY fence")
                .param(run)
                .query(
                        row -> {
                            text.append(
                                    "  hop %d %s by %s, %s to %s: %s %s %s%n"
                                            .formatted(
                                                    row.getLong("fence"),
                                                    row.getString("cause"),
                                                    row.getString("owner"),
                                                    row.getString("started_at"),
                                                    row.getString("ended_at"),
                                                    row.getString("outcome"),
                                                    row.getString("reason_code"),
                                                    row.getString("reason")));
                        });
        return text.toString();
    }
}
