package io.millrace.reject;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes the file of a re-drive: its header if it has one, then the records in the order of step and place.
@Component
class RedriveFiles {

    private static final int PAGE = 500;
    private static final int PRECONDITION_FAILED = 412;

    private final JdbcClient jdbc;
    private final S3Client s3;

    RedriveFiles(JdbcClient jdbc, S3Client s3) {
        this.jdbc = jdbc;
        this.s3 = s3;
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared, and a copy would serve nobody.
    private record Line(String step, long record, byte[] text) {}

    /// Creates the object unless it is there already.
    void write(String bucket, String key, String redrive, RedriveLayout layout) {
        try {
            Path file = Files.createTempFile("redrive", layout.extension());
            try {
                writeRecords(file, redrive, layout);
                put(bucket, key, file, layout.contentType());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The file of re-drive " + redrive + " cannot be prepared in the temporary directory", e);
        }
    }

    private void put(String bucket, String key, Path file, String contentType) {
        try {
            s3.putObject(
                    put -> put.bucket(bucket).key(key).ifNoneMatch("*").contentType(contentType),
                    RequestBody.fromFile(file));
        } catch (S3Exception e) {
            if (e.statusCode() != PRECONDITION_FAILED) {
                throw e;
            }
        }
    }

    private void writeRecords(Path file, String redrive, RedriveLayout layout) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(layout.beginning());
            List<Line> page = List.of();
            do {
                page = page(redrive, page.isEmpty() ? null : page.getLast());
                for (Line line : page) {
                    out.write(layout.record(line.text()));
                    out.write('\n');
                }
            } while (page.size() == PAGE);
        }
    }

    private List<Line> page(String redrive, @Nullable Line after) {
        return jdbc.sql(
                        """
                        SELECT d.step, d.record, d.corrected, r.raw FROM millrace.redrive_record d
                        JOIN millrace.reject r USING (run_id, step, record)
                        WHERE d.redrive_id = ? AND (d.step, d.record) > (?, ?) ORDER BY d.step, d.record LIMIT ?\
                        """)
                .params(redrive, after == null ? "" : after.step(), after == null ? 0 : after.record(), PAGE)
                .query(
                        (row, n) -> {
                            String corrected = row.getString("corrected");
                            byte[] text =
                                    corrected == null
                                            ? row.getBytes("raw")
                                            : corrected.getBytes(StandardCharsets.UTF_8);
                            return new Line(row.getString("step"), row.getLong("record"), text);
                        })
                .list();
    }
}
