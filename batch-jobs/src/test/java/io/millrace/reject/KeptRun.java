package io.millrace.reject;

import io.millrace.arrival.RunId;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// A run as it stands in the store, for tests that need one and no engine.
///
/// @param bucket that its file was in
record KeptRun(JdbcClient jdbc, RunId id, String bucket) {

    static final String STEP = "load";

    static KeptRun in(JdbcClient jdbc, String bucket) {
        var id = new RunId(UUID.randomUUID().toString().replace("-", ""));
        jdbc.sql(
                        """
                        INSERT INTO millrace.run (id, job, route, parameters, bucket, object_key, state)
                        VALUES (?, 'job', 'route', '{}', ?, 'key', 'COMPLETED')\
                        """)
                .params(id.value(), bucket)
                .update();
        return new KeptRun(jdbc, id, bucket);
    }

    /// Notes how the reader saw the file.
    KeptRun readAs(String format) {
        jdbc.sql(
                        """
                        INSERT INTO millrace.checkpoint (run_id, step, fence, execution, format, byte_offset, records,
                          written, filtered, rejected, bytes_done, bytes_total)
                        VALUES (?, ?, 1, (SELECT count(*) + 1 FROM millrace.checkpoint), ?, 1, 1, 1, 0, 0, 1, 1)\
                        """)
                .params(id.value(), STEP, format)
                .update();
        return this;
    }

    Reject reject(long record, RejectCode code, String reason, String raw) {
        var bytes = raw.getBytes(StandardCharsets.UTF_8);
        return Reject.of(id, STEP, new RawRecord(new Place(record, record), bytes, bytes.length), code.name(), reason);
    }

    Reject reject(long record, String raw) {
        return reject(record, RejectCode.REFUSED_BY_STORE, "The store refused it", raw);
    }
}
