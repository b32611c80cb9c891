package io.millrace.run;

import io.millrace.arrival.RunId;
import io.millrace.io.Position;
import io.millrace.run.RunStore.StepAccount;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// The checkpoints of runs in PostgreSQL, as [RunStore] describes them.
class JdbcCheckpoints {

    private final JdbcClient jdbc;

    JdbcCheckpoints(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Checkpoint find(RunId run, String step) {
        return jdbc.sql("SELECT * FROM millrace.checkpoint WHERE run_id = ? AND step = ?")
                .params(run.value(), step)
                .query((row, n) -> checkpoint(row))
                .optional()
                .orElse(Checkpoint.START);
    }

    List<StepAccount> accounts(RunId run) {
        return jdbc.sql(
                        """
                        SELECT c.*, (SELECT count(*) FROM millrace.reject r WHERE r.run_id = c.run_id AND r.step = c.step)
                          AS rejects_kept
                        FROM millrace.checkpoint c WHERE c.run_id = ? ORDER BY c.updated_at, c.step\
                        """)
                .param(run.value())
                .query((row, n) -> new StepAccount(row.getString("step"), checkpoint(row), row.getLong("rejects_kept")))
                .list();
    }

    private static Checkpoint checkpoint(ResultSet row) throws SQLException {
        long records = row.getLong("records");
        return new Checkpoint(
                new Position(row.getString("format"), row.getLong("byte_offset"), records),
                new Totals(records, row.getLong("written"), row.getLong("filtered"), row.getLong("rejected")),
                row.getLong("bytes_done"),
                row.getLong("bytes_total"),
                row.getBoolean("done"),
                row.getString("state"));
    }

    boolean save(RunId run, long fence, String step, Checkpoint checkpoint, Duration lease) {
        Position position = checkpoint.position();
        Totals totals = checkpoint.totals();
        return jdbc.sql(
                        """
                        WITH held AS (
                          UPDATE millrace.run SET lease_until = clock_timestamp() + ? * interval '1 ms',
                            updated_at = clock_timestamp()
                          WHERE id = ? AND fence = ? AND lease_until IS NOT NULL RETURNING id, fence, state),
                        saved AS (
                          INSERT INTO millrace.checkpoint
                            (run_id, step, fence, format, byte_offset, records, written, filtered, rejected,
                             bytes_done, bytes_total, done, state)
                          SELECT id, ?, fence, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM held
                          ON CONFLICT (run_id, step) DO UPDATE SET fence = excluded.fence, format = excluded.format,
                            byte_offset = excluded.byte_offset, records = excluded.records,
                            written = excluded.written, filtered = excluded.filtered, rejected = excluded.rejected,
                            bytes_done = excluded.bytes_done, bytes_total = excluded.bytes_total,
                            done = excluded.done, state = excluded.state, updated_at = clock_timestamp())
                        SELECT state = 'STOPPING' FROM held\
                        """)
                .param(lease.toMillis())
                .param(run.value())
                .param(fence)
                .param(step)
                .param(position.format())
                .param(position.offset())
                .param(totals.read())
                .param(totals.written())
                .param(totals.filtered())
                .param(totals.rejected())
                .param(checkpoint.bytesDone())
                .param(checkpoint.bytesTotal())
                .param(checkpoint.done())
                .param(checkpoint.state())
                .query(Boolean.class)
                .optional()
                .orElseThrow(() -> new LeaseLostException(run, fence));
    }
}
