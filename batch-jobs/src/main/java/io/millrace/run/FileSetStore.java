package io.millrace.run;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Sets of files in PostgreSQL. What changes something does so in the caller's transaction, after [#lock].
@Component
class FileSetStore {

    private static final String FREE = "(lease_until IS NULL OR lease_until < clock_timestamp())";

    private final JdbcClient jdbc;

    FileSetStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Keeps everybody else off a set key and its runs until the transaction ends: a run that has failed cannot be
    /// tried again meanwhile.
    ///
    /// @param deadline of the first generation, if this is the first that is heard of the key
    /// @return its generations in their order, at least one
    List<Generation> lock(String route, String set, Duration deadline) {
        while (lockOldest(route, set).isEmpty()) {
            open(route, new Generation(set, 1, null, null, Map.of()), deadline);
        }
        jdbc.sql("SELECT id FROM millrace.run WHERE route = ? AND set_key = ? ORDER BY id FOR UPDATE")
                .params(route, set)
                .query((row, n) -> row.getString("id"))
                .list();
        return generations(route, set);
    }

    /// Retention may delete the oldest generation while somebody waits for its lock, who then has that of the next one.
    private Optional<Integer> lockOldest(String route, String set) {
        return jdbc.sql(
                        """
                        SELECT generation FROM millrace.file_set WHERE route = ? AND set_key = ?
                        ORDER BY generation LIMIT 1 FOR UPDATE\
                        """)
                .params(route, set)
                .query(Integer.class)
                .optional();
    }

    /// All generations of a set key, in their order.
    List<Generation> generations(String route, String set) {
        return jdbc.sql("SELECT * FROM millrace.file_set WHERE route = ? AND set_key = ? ORDER BY generation")
                .params(route, set)
                .query((row, n) -> generation(row))
                .list();
    }

    private Generation generation(ResultSet row) throws SQLException {
        String run = row.getString("run_id");
        int number = row.getInt("generation");
        String set = row.getString("set_key");
        return new Generation(
                set,
                number,
                row.getString("request"),
                run == null ? null : new RunId(run),
                members(row.getString("route"), set, number));
    }

    /// A generation without a run, as its members stand.
    Generation waiting(String route, String set, int generation) {
        return new Generation(set, generation, null, null, members(route, set, generation));
    }

    private Map<String, Arrival> members(String route, String set, int generation) {
        Map<String, Arrival> members = new TreeMap<>();
        jdbc.sql("SELECT * FROM millrace.file_set_member WHERE route = ? AND set_key = ? AND generation = ?")
                .params(route, set, generation)
                .query(
                        row -> {
                            members.put(row.getString("member"), arrival(row));
                        });
        return members;
    }

    private static Arrival arrival(ResultSet row) throws SQLException {
        return new Arrival(
                new ObjectVersion(
                        row.getString("bucket"),
                        row.getString("object_key"),
                        row.getString("version_id"),
                        row.getString("etag")),
                row.getLong("size"),
                row.getString("sequencer"),
                RunRows.instant(row, "announced_at"));
    }

    /// Writes a generation with its members; one that is there already stays as it is.
    void open(String route, Generation generation, Duration deadline) {
        jdbc.sql(
                        """
                        INSERT INTO millrace.file_set (route, set_key, generation, request, expected_at, due_at)
                        SELECT ?, ?, ?, ?, expected, expected
                        FROM (SELECT clock_timestamp() + ? * interval '1 ms' AS expected) soon ON CONFLICT DO NOTHING\
                        """)
                .param(route)
                .param(generation.set())
                .param(generation.number())
                .param(generation.request())
                .param(deadline.toMillis())
                .update();
        generation.members().forEach((member, arrival) -> put(route, generation, member, arrival));
    }

    /// Sets or replaces a member.
    void put(String route, Generation generation, String member, Arrival arrival) {
        ObjectVersion object = arrival.object();
        jdbc.sql(
                        """
                        INSERT INTO millrace.file_set_member (route, set_key, generation, member, bucket, object_key,
                          version_id, etag, size, sequencer, announced_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (route, set_key, generation, member) DO UPDATE SET
                          bucket = excluded.bucket, object_key = excluded.object_key,
                          version_id = excluded.version_id, etag = excluded.etag, size = excluded.size,
                          sequencer = excluded.sequencer, announced_at = excluded.announced_at\
                        """)
                .param(route)
                .param(generation.set())
                .param(generation.number())
                .param(member)
                .param(object.bucket())
                .param(object.key())
                .param(object.versionId())
                .param(object.eTag())
                .param(arrival.size())
                .param(arrival.sequencer())
                .param(arrival.announcedAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    /// Notes the request that has a generation run.
    void request(String route, Generation generation, String request) {
        jdbc.sql("UPDATE millrace.file_set SET request = ? WHERE route = ? AND set_key = ? AND generation = ?")
                .params(request, route, generation.set(), generation.number())
                .update();
    }

    /// Notes the run that a generation has become.
    void close(String route, Generation generation, RunId run) {
        jdbc.sql(
                        "UPDATE millrace.file_set SET run_id = ?, due_at = NULL WHERE route = ? AND set_key = ? AND"
                                + " generation = ?")
                .params(run.value(), route, generation.set(), generation.number())
                .update();
    }

    /// A run of the set key in one of these states.
    Optional<RunId> runIn(String route, String set, RunState... states) {
        return jdbc.sql(
                        """
                        SELECT id FROM millrace.run WHERE route = ? AND set_key = ? AND state = ANY (?)
                        ORDER BY created_at DESC LIMIT 1\
                        """)
                .params(route, set, names(states))
                .query((row, n) -> new RunId(row.getString("id")))
                .optional();
    }

    private static String[] names(RunState... states) {
        List<String> names = new ArrayList<>();
        for (RunState state : states) {
            names.add(state.name());
        }
        return names.toArray(String[]::new);
    }

    /// The state of a run.
    RunState stateOf(RunId run) {
        return jdbc.sql("SELECT state FROM millrace.run WHERE id = ?")
                .param(run.value())
                .query((row, n) -> RunState.valueOf(row.getString("state")))
                .single();
    }

    /// Takes the failed and stopped runs of a set key out of the way: nobody can try them again.
    void supersede(String route, String set, Reason reason) {
        jdbc.sql(
                        """
                        UPDATE millrace.run SET state = 'SUPERSEDED', reason_code = ?, reason = ?, retryable = false,
                          fence = fence + 1, lease_until = NULL, due_at = NULL, updated_at = clock_timestamp(),
                          ended_at = clock_timestamp()
                        WHERE route = ? AND set_key = ? AND state IN ('FAILED', 'STOPPED') AND %s\
                        """
                                .formatted(FREE))
                .params(reason.code(), reason.text(), route, set)
                .update();
    }

    /// Whether a run has ended and will not be tried again by itself, although it is not done.
    boolean hasFailedForGood(RunId run) {
        return jdbc.sql(
                        """
                        SELECT state IN ('SUPERSEDED', 'GONE', 'ABANDONED') OR state = 'FAILED' AND NOT retryable
                        FROM millrace.run WHERE id = ?\
                        """)
                .param(run.value())
                .query(Boolean.class)
                .single();
    }

    /// Whether a waiting set is to be told of: it has waited for too long, and that was not told before.
    boolean isOverdue(String route, Generation generation) {
        return jdbc.sql(
                        """
                        SELECT reminded_at IS NULL AND expected_at <= clock_timestamp() FROM millrace.file_set
                        WHERE route = ? AND set_key = ? AND generation = ?\
                        """)
                .params(route, generation.set(), generation.number())
                .query(Boolean.class)
                .single();
    }

    /// A complete set whose run is made when the run before it has ended. The end of that one has it due; the time is
    /// for what ends a run without a word.
    void waitsForRun(String route, Generation generation) {
        jdbc.sql(
                        """
                        UPDATE millrace.file_set SET due_at = clock_timestamp() + interval '30 s'
                        WHERE route = ? AND set_key = ? AND generation = ?\
                        """)
                .params(route, generation.set(), generation.number())
                .update();
    }

    /// Notes that a waiting set was told of.
    void reminded(String route, Generation generation) {
        jdbc.sql(
                        """
                        UPDATE millrace.file_set SET reminded_at = clock_timestamp(), due_at = NULL
                        WHERE route = ? AND set_key = ? AND generation = ?\
                        """)
                .params(route, generation.set(), generation.number())
                .update();
    }

    /// A set that waits is due again when it will have waited for too long.
    void lookedAt(String route, String set, int generation) {
        jdbc.sql(
                        """
                        UPDATE millrace.file_set SET attempts = 0, last_error = NULL,
                          due_at = CASE WHEN run_id IS NULL AND reminded_at IS NULL THEN expected_at END
                        WHERE route = ? AND set_key = ? AND generation = ?\
                        """)
                .params(route, set, generation)
                .update();
    }
}
