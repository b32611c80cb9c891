package io.millrace.reject;

import io.millrace.arrival.RedriveKey;
import io.millrace.arrival.RunId;
import io.millrace.due.DueTable;
import io.millrace.due.DueWork;
import io.millrace.due.FailingItem;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// Runs rejects again: they become a new file in the bucket that they came from, which the normal way picks up as a run
/// of its own. The request is kept first and carried out when it is due; a message says that it is. Carrying it out
/// twice has no effect.
@Component
public class Redrives implements DueWork {

    private static final String KIND = "redrives";

    private final JdbcClient jdbc;
    private final RedriveFiles files;
    private final DueTable due;

    Redrives(JdbcClient jdbc, RedriveFiles files) {
        this.jdbc = jdbc;
        this.files = files;
        this.due = new DueTable(jdbc, KIND, "millrace.redrive", "id", "run_id");
    }

    /// Keeps a request and marks its rejects as re-driven, all or nothing.
    ///
    /// @throws RedriveRefusedException if the run took a set of files, or nothing is left to be re-driven, or a chosen
    ///   reject is unknown, was re-driven before, or is kept only in part and comes without a correction
    @Transactional
    public Redrive request(RedriveRequest request) {
        requireSingleFile(request.run());
        String id = UUID.randomUUID().toString();
        RedriveLayout layout = layout(request.run());
        String key = new RedriveKey(request.run(), id, layout.extension()).key();
        jdbc.sql("INSERT INTO millrace.redrive (id, run_id, object_key) VALUES (?, ?, ?)")
                .params(id, request.run().value(), key)
                .update();
        int records = request.only().isEmpty() ? all(id, request, layout) : chosen(id, request, layout);
        if (records == 0) {
            throw new RedriveRefusedException(
                    RedriveFault.NOTHING_TO_REDRIVE,
                    "Run %s has no reject that can be re-driven as it was, or all were re-driven already; ask with again=true to repeat it"
                            .formatted(request.run()));
        }
        return new Redrive(
                id, request.run(), key, records, request.only().isEmpty() ? left(request.run(), id, layout) : 0);
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

    private int all(String id, RedriveRequest request, RedriveLayout layout) {
        return jdbc.sql(
                        """
                        WITH taken AS (
                          UPDATE millrace.reject SET redrive = ? WHERE run_id = ? AND (redrive IS NULL OR ?)
                            AND length(raw) = raw_length AND NOT code = ANY (?) RETURNING run_id, step, record)
                        INSERT INTO millrace.redrive_record (redrive_id, run_id, step, record)
                        SELECT ?, run_id, step, record FROM taken\
                        """)
                .params(id, request.run().value(), request.again(), onlyCorrected(layout), id)
                .update();
    }

    private long left(RunId run, String id, RedriveLayout layout) {
        return jdbc.sql(
                        """
                        SELECT count(*) FROM millrace.reject WHERE run_id = ? AND redrive IS DISTINCT FROM ?
                          AND (length(raw) < raw_length OR code = ANY (?))\
                        """)
                .params(run.value(), id, onlyCorrected(layout))
                .query(Long.class)
                .single();
    }

    private static String[] onlyCorrected(RedriveLayout layout) {
        return layout.onlyCorrected().toArray(String[]::new);
    }

    private int chosen(String id, RedriveRequest request, RedriveLayout layout) {
        request.only().forEach((key, correction) -> choose(id, request, key, correction, layout));
        return request.only().size();
    }

    /// A reject that was chosen.
    private record Choice(boolean whole, String code) {}

    private void choose(
            String id, RedriveRequest request, RejectKey key, Optional<String> correction, RedriveLayout layout) {
        Choice choice =
                jdbc.sql(
                                """
                                UPDATE millrace.reject SET redrive = ?
                                WHERE run_id = ? AND step = ? AND record = ? AND (redrive IS NULL OR ?)
                                RETURNING length(raw) = raw_length AS whole, code\
                                """)
                        .params(id, request.run().value(), key.step(), key.record(), request.again())
                        .query((row, _) -> new Choice(row.getBoolean("whole"), row.getString("code")))
                        .optional()
                        .orElseThrow(
                                () ->
                                        new RedriveRefusedException(
                                                RedriveFault.REJECT_NOT_AVAILABLE,
                                                "Run %s has no reject of record %d in step %s, or it was re-driven already (ask with again=true to repeat it)"
                                                        .formatted(request.run(), key.record(), key.step())));
        if (correction.isEmpty()) {
            requireRunnable(key, choice, layout);
        } else {
            requireOneRecord(key, correction.get(), layout);
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

    private static void requireRunnable(RejectKey key, Choice choice, RedriveLayout layout) {
        if (!choice.whole()) {
            throw new RedriveRefusedException(
                    RedriveFault.CORRECTION_NEEDED,
                    "Only the first %d bytes of record %d in step %s are kept; send its corrected text"
                            .formatted(Reject.RAW_LIMIT, key.record(), key.step()));
        }
        if (layout.onlyCorrected().contains(choice.code())) {
            throw new RedriveRefusedException(
                    RedriveFault.CORRECTION_NEEDED,
                    "Record %d in step %s is no row of CSV, and could take the next one for a part of its own; send its corrected text"
                            .formatted(key.record(), key.step()));
        }
    }

    private static void requireOneRecord(RejectKey key, String correction, RedriveLayout layout) {
        if (correction.lines().count() > 1) {
            throw new RedriveRefusedException(
                    RedriveFault.CORRECTION_HAS_LINE_BREAK,
                    "The corrected text of record %d in step %s has several lines; a record is one line"
                            .formatted(key.record(), key.step()));
        }
        if (!layout.endsWithItsLine(correction)) {
            throw new RedriveRefusedException(
                    RedriveFault.CORRECTION_NEEDED,
                    "The corrected text of record %d in step %s has a quote that nothing closes, so that it would take the next record for a part of its own"
                            .formatted(key.record(), key.step()));
        }
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int perform(BooleanSupplier timeLeft) {
        return due.each(Integer.MAX_VALUE, timeLeft, Redrives::target, Target::key, this::write);
    }

    /// Writes the file of one request if that is due: a message is a hint, the row decides.
    ///
    /// @return whether the request is known
    public boolean perform(String redrive) {
        due.one(Redrives::target, Target::key, this::write, redrive);
        return jdbc.sql("SELECT EXISTS (SELECT FROM millrace.redrive WHERE id = ?)")
                .param(redrive)
                .query(Boolean.class)
                .single();
    }

    @Override
    public List<FailingItem> failing(int limit) {
        return due.failing(limit);
    }

    /// A process that dies between the two steps has the file found by its successor.
    private void write(Target target) {
        files.write(bucket(target.run()), target.objectKey(), target.id(), layout(target.run()));
        jdbc.sql(
                        """
                        UPDATE millrace.redrive SET written_at = clock_timestamp(), due_at = NULL, last_error = NULL
                        WHERE id = ?\
                        """)
                .param(target.id())
                .update();
    }

    private String bucket(RunId run) {
        return jdbc.sql("SELECT bucket FROM millrace.run WHERE id = ?").param(run.value()).query(String.class).single();
    }

    /// All steps of a run read the same file.
    private RedriveLayout layout(RunId run) {
        return RedriveLayout.of(
                jdbc.sql("SELECT format FROM millrace.checkpoint WHERE run_id = ? ORDER BY step")
                        .param(run.value())
                        .query((row, _) -> row.getString("format"))
                        .list());
    }

    private record Target(String id, RunId run, String objectKey) {

        Object[] key() {
            return new Object[] {id};
        }
    }

    private static Target target(ResultSet row, int number) throws SQLException {
        return new Target(row.getString("id"), new RunId(row.getString("run_id")), row.getString("object_key"));
    }
}
