package io.millrace.run;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A store with many runs, as they come in 400 days, and what is read of it.
///
/// Most runs are COMPLETED ones of the job `energy`; but of the newest 3 % all are FAILED ones of the job `report`, so
/// that an order by time together with statistics leads astray.
final class FullStore {

    private static final List<String> STATEMENTS =
            List.of(
                    """
                    INSERT INTO millrace.run (id, job, route, parameters, bucket, object_key, version_id, size, sequencer,
                      state, retryable, set_key, members, attempt, hop, fence, due_at, rejected, created_at, ended_at)
                    SELECT md5(i::text), job, route, '{}', CASE WHEN route IS NOT NULL THEN 'landing' END,
                      CASE WHEN route IS NOT NULL THEN
                        CASE WHEN i %% (:runs / 50) = 7 THEN 'rare/' ELSE job || '/' END
                          || to_char(created, 'YYYY/MM/DD') || '/file-' || i || '.json' END,
                      'v' || i, 1000, lpad(to_hex(i), 16, '0'), state, false,
                      CASE WHEN job = 'commerce' THEN CASE WHEN i %% 2 = 0 THEN 'daily' ELSE 'set-' || i END END,
                      CASE WHEN job = 'commerce' THEN '[]'::jsonb END, 1, 1, 1,
                      CASE WHEN state IN ('STARTED', 'STOPPING') THEN statement_timestamp() + interval '1 hour' END,
                      CASE WHEN i %% 30 = 1 THEN 2 ELSE 0 END, created,
                      CASE WHEN state NOT IN ('STARTED', 'STOPPING') THEN created + interval '1 minute' END
                    FROM (
                      SELECT i, created, job, state, CASE WHEN job = 'launched' THEN NULL ELSE job END AS route
                      FROM (
                        SELECT i, statement_timestamp() - (:runs - i) * interval '400 days' / :runs AS created,
                          CASE WHEN i > 0.97 * :runs THEN 'report'
                            WHEN i %% 20 = 0 THEN 'launched' WHEN i %% 20 < 3 THEN 'commerce' ELSE 'energy' END AS job,
                          CASE WHEN i > 0.97 * :runs THEN 'FAILED'
                            WHEN i %% 200 = 17 THEN 'STARTED' WHEN i %% 1000 = 18 THEN 'STOPPING'
                            WHEN i %% 100 = 19 THEN 'STOPPED' WHEN i %% 100 BETWEEN 20 AND 23 THEN 'FAILED'
                            WHEN i %% 100 = 24 THEN 'ABANDONED' WHEN i %% 100 BETWEEN 25 AND 27 THEN 'SUPERSEDED'
                            WHEN i %% 100 = 28 THEN 'GONE' WHEN i %% 200 = 29 THEN 'REFUSED' ELSE 'COMPLETED' END AS state
                        FROM generate_series(1, :runs) i) kinds) routed\
                    """,
                    """
                    INSERT INTO millrace.hop (run_id, fence, attempt, hop, cause, owner, ended_at, outcome)
                    SELECT id, 1, 1, 1, 'ARRIVED', 'nobody', ended_at, state FROM millrace.run\
                    """,
                    """
                    INSERT INTO millrace.step_execution (execution, run_id, fence, step, status, exit_code, exit_message)
                    SELECT -instance, id, 1, 'load', 'COMPLETED', 'COMPLETED', '' FROM millrace.run WHERE route IS NULL\
                    """,
                    """
                    INSERT INTO millrace.checkpoint (run_id, step, fence, execution, format, byte_offset, records, written,
                      filtered, rejected, bytes_done, bytes_total, done)
                    SELECT id, 'load', 1, instance, 'JSON_LINES', 1000, 10, 10 - rejected, 0, rejected, 1000, 1000, true
                    FROM millrace.run WHERE route IS NOT NULL\
                    """,
                    """
                    INSERT INTO millrace.reject (run_id, step, record, byte_offset, code, reason, raw, raw_length, due_at)
                    SELECT id, 'load', record, 10, 'MALFORMED', 'is no JSON', '\\x00', 1,
                      CASE WHEN instance %% 7 < 3 THEN statement_timestamp() - interval '1 minute' END
                    FROM millrace.run CROSS JOIN generate_series(1, 2) record WHERE rejected > 0\
                    """,
                    """
                    INSERT INTO millrace.redrive (id, run_id, object_key, written_at, due_at)
                    SELECT 'r-' || id, id, 'redrive/' || id, ended_at, NULL FROM millrace.run
                    WHERE rejected > 0 AND instance %% 11 < 4 AND ended_at IS NOT NULL\
                    """,
                    """
                    UPDATE millrace.reject j SET redrive = d.id FROM millrace.redrive d
                    WHERE d.run_id = j.run_id AND (j.record = 1 OR d.run_id > '8')\
                    """,
                    """
                    INSERT INTO millrace.redrive_record (redrive_id, run_id, step, record)
                    SELECT redrive, run_id, step, record FROM millrace.reject WHERE redrive IS NOT NULL\
                    """,
                    """
                    INSERT INTO millrace.object_head (bucket, object_key, sequencer, pin, run_id, changed_at)
                    SELECT bucket, object_key, sequencer, version_id, CASE WHEN set_key IS NULL THEN id END, created_at
                    FROM millrace.run WHERE route IS NOT NULL\
                    """,
                    """
                    INSERT INTO millrace.file_set (route, set_key, generation, opened_at, expected_at, run_id)
                    SELECT route, set_key, row_number() OVER (PARTITION BY set_key ORDER BY created_at), created_at,
                      created_at, id
                    FROM millrace.run WHERE set_key IS NOT NULL\
                    """,
                    """
                    INSERT INTO millrace.file_set (route, set_key, generation, opened_at, expected_at, due_at)
                    SELECT 'commerce', 'waiting-' || i, 1, statement_timestamp() - interval '200 days',
                      statement_timestamp() + interval '1 hour', statement_timestamp() + interval '1 hour'
                    FROM generate_series(1, :runs / 20) i\
                    """,
                    """
                    INSERT INTO millrace.file_set_member (route, set_key, generation, member, bucket, object_key, version_id,
                      size, announced_at)
                    SELECT route, set_key, generation, member, 'landing', set_key || '/' || generation || '/' || member, 'v',
                      1, opened_at
                    FROM millrace.file_set CROSS JOIN unnest(ARRAY['a', 'b']) member\
                    """,
                    """
                    INSERT INTO millrace.object_head (bucket, object_key, sequencer, pin, changed_at)
                    SELECT bucket, object_key, '01', version_id, announced_at FROM millrace.file_set_member\
                    """,
                    """
                    INSERT INTO millrace.notification (run_id, kind, subject, body, created_at, sent_at, due_at)
                    SELECT id, 'failed-run', 'A run failed', 'It failed', created_at,
                      CASE WHEN instance %% 50 > 0 THEN created_at END,
                      CASE WHEN instance %% 50 = 0 THEN statement_timestamp() - interval '1 minute' END
                    FROM millrace.run WHERE instance %% 5 = 0\
                    """,
                    """
                    INSERT INTO millrace.redrive (id, run_id, object_key)
                    SELECT 'due-' || id, id, 'redrive/due-' || id FROM millrace.run WHERE instance %% 500 = 1\
                    """);

    private final JdbcClient jdbc;

    /// @param jdbc has one connection, because the server counts for each connection what it has read
    FullStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void fill(int runs) {
        jdbc.sql("SET statement_timeout = 0").update();
        for (String statement : STATEMENTS) {
            jdbc.sql(statement.replace("%%", "%").replace(":runs", Integer.toString(runs))).update();
        }
        jdbc.sql("VACUUM ANALYZE").update();
    }

    /// How many rows something reads, of each table by a scan of all of it and of each index.
    Map<String, Long> read(Runnable work) {
        Map<String, Long> before = readSoFar();
        work.run();
        Map<String, Long> read = new TreeMap<>();
        readSoFar()
                .forEach(
                        (where, rows) -> {
                            long more = rows - before.getOrDefault(where, 0L);
                            if (more > 0) {
                                read.put(where, more);
                            }
                        });
        return read;
    }

    private Map<String, Long> readSoFar() {
        return counters(
                """
                SELECT relname, seq_tup_read FROM pg_stat_user_tables
                UNION ALL SELECT indexrelname, idx_tup_read FROM pg_stat_user_indexes\
                """);
    }

    /// How often each table was read from its beginning to its end.
    Map<String, Long> scans() {
        return counters("SELECT relname, seq_scan FROM pg_stat_user_tables");
    }

    private Map<String, Long> counters(String sql) {
        jdbc.sql("SELECT pg_stat_force_next_flush()").query().singleRow();
        Map<String, Long> counters = new TreeMap<>();
        jdbc.sql(sql)
                .query(
                        row -> {
                            counters.put(row.getString(1), row.getLong(2));
                        });
        return counters;
    }
}
