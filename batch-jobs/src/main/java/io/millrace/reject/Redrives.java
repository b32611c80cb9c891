package io.millrace.reject;

import io.millrace.arrival.RedriveKey;
import io.millrace.arrival.RunId;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Runs rejects again: they become a new file in the bucket that they came from, which the normal way picks up as a run
/// of its own. The request is kept first and carried out by a message; a request whose message was lost is carried out
/// by the sweeper. Carrying it out twice has no effect.
@Component
public class Redrives {

    private static final int PENDING = 100;

    private final JdbcClient jdbc;
    private final RedriveFiles files;

    Redrives(JdbcClient jdbc, RedriveFiles files) {
        this.jdbc = jdbc;
        this.files = files;
    }

    /// Keeps a request and marks its rejects as re-driven, all or nothing.
    ///
    /// @throws RedriveRefusedException if the run took a set of files, or nothing is left to be re-driven, or a chosen
    ///   reject is unknown, was re-driven before, or is kept only in part and comes without a correction
    @Transactional
    public Redrive request(RedriveRequest request) {
        requireSingleFile(request.run());
        String id = UUID.randomUUID().toString();
        String key = new RedriveKey(request.run(), id, ".ndjson").key();
        jdbc.sql("INSERT INTO millrace.redrive (id, run_id, object_key) VALUES (?, ?, ?)")
                .params(id, request.run().value(), key)
                .update();
        int records = request.only().isEmpty() ? all(id, request) : chosen(id, request);
        if (records == 0) {
            throw new RedriveRefusedException(
                    RedriveFault.NOTHING_TO_REDRIVE,
                    "Run %s has no reject that was not re-driven already; ask with again=true to repeat it"
                            .formatted(request.run()));
        }
        return new Redrive(id, request.run(), key, records, request.only().isEmpty() ? left(request.run(), id) : 0);
    }

    /// A record of one file of a set means nothing without the others.
    private void requireSingleFile(RunId run) {
        jdbc.sql("SELECT set_key FROM millrace.run WHERE id = ? AND set_key IS NOT NULL")
                .param(run.value())
                .query(String.class)
                .optional()
                .ifPresent(
                        set -> {
                            throw new RedriveRefusedException(
                                    RedriveFault.PART_OF_SET,
                                    "Run %s took the files of set %s together, so its rejects do not run by themselves. Correct the file, upload it, and send POST /api/arrivals with it and \"rerun\": true"
                                            .formatted(run, set));
                        });
    }

    private int all(String id, RedriveRequest request) {
        return jdbc.sql(
                        """
                        WITH taken AS (
                          UPDATE millrace.reject SET redrive = ? WHERE run_id = ? AND (redrive IS NULL OR ?)
                            AND length(raw) = raw_length RETURNING run_id, step, record)
                        INSERT INTO millrace.redrive_record (redrive_id, run_id, step, record)
                        SELECT ?, run_id, step, record FROM taken\
                        """)
                .params(id, request.run().value(), request.again(), id)
                .update();
    }

    private long left(RunId run, String id) {
        return jdbc.sql(
                        "SELECT count(*) FROM millrace.reject WHERE run_id = ? AND redrive IS DISTINCT FROM ? AND"
                                + " length(raw) < raw_length")
                .params(run.value(), id)
                .query(Long.class)
                .single();
    }

    private int chosen(String id, RedriveRequest request) {
        request.only()
                .forEach(
                        (key, correction) -> {
                            choose(id, request, key, correction);
                        });
        return request.only().size();
    }

    private void choose(String id, RedriveRequest request, RejectKey key, Optional<String> correction) {
        Boolean whole =
                jdbc.sql(
                                """
                                UPDATE millrace.reject SET redrive = ?
                                WHERE run_id = ? AND step = ? AND record = ? AND (redrive IS NULL OR ?)
                                RETURNING length(raw) = raw_length\
                                """)
                        .params(id, request.run().value(), key.step(), key.record(), request.again())
                        .query(Boolean.class)
                        .optional()
                        .orElseThrow(
                                () ->
                                        new RedriveRefusedException(
                                                RedriveFault.REJECT_NOT_AVAILABLE,
                                                "Run %s has no reject of record %d in step %s, or it was re-driven already (ask with again=true to repeat it)"
                                                        .formatted(request.run(), key.record(), key.step())));
        if (correction.isEmpty() && !whole) {
            throw new RedriveRefusedException(
                    RedriveFault.CORRECTION_NEEDED,
                    "Only the first %d bytes of record %d in step %s are kept; send its corrected text"
                            .formatted(Reject.RAW_LIMIT, key.record(), key.step()));
        }
        if (correction.isPresent() && correction.get().lines().count() > 1) {
            throw new RedriveRefusedException(
                    RedriveFault.CORRECTION_HAS_LINE_BREAK,
                    "The corrected text of record %d in step %s has several lines; a record is one line"
                            .formatted(key.record(), key.step()));
        }
        jdbc.sql(
                        "INSERT INTO millrace.redrive_record (redrive_id, run_id, step, record, corrected) VALUES (?,"
                                + " ?, ?, ?, ?)")
                .param(id)
                .param(request.run().value())
                .param(key.step())
                .param(key.record())
                .param(correction.orElse(null))
                .update();
    }

    /// Writes the file of a request unless that has been done.
    ///
    /// @return whether the request is known
    public boolean perform(String redrive) {
        Optional<Target> target =
                jdbc.sql(
                                """
                                SELECT d.id, r.bucket, d.object_key, d.written_at IS NOT NULL AS written
                                FROM millrace.redrive d JOIN millrace.run r ON r.id = d.run_id WHERE d.id = ?\
                                """)
                        .param(redrive)
                        .query(Redrives::target)
                        .optional();
        target.filter(request -> !request.written()).ifPresent(this::write);
        return target.isPresent();
    }

    private void write(Target target) {
        files.write(target.bucket(), target.key(), target.id());
        jdbc.sql("UPDATE millrace.redrive SET written_at = clock_timestamp() WHERE id = ?").param(target.id()).update();
    }

    /// Carries out requests whose message was lost.
    ///
    /// @return how many
    public int performPending(Duration olderThan) {
        List<String> pending =
                jdbc.sql(
                                """
                                SELECT id FROM millrace.redrive WHERE written_at IS NULL
                                  AND created_at < clock_timestamp() - ? * interval '1 ms' ORDER BY created_at LIMIT ?\
                                """)
                        .params(olderThan.toMillis(), PENDING)
                        .query((row, _) -> row.getString("id"))
                        .list();
        pending.forEach(this::perform);
        return pending.size();
    }

    private record Target(String id, String bucket, String key, boolean written) {}

    private static Target target(ResultSet row, int number) throws SQLException {
        return new Target(
                row.getString("id"), row.getString("bucket"), row.getString("object_key"), row.getBoolean("written"));
    }
}
