package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.crash.CrashProcess;
import io.millrace.crash.CrashWorker;
import io.millrace.crash.Workers;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A worker with little memory, in a process of its own, and a file that is much larger.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SmallHeapTest {

    private static final int RECORDS = 256;
    private static final int MEBIBYTE = 1 << 20;

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "millrace.routes[0].name", "energy",
                    "millrace.routes[0].bucket", SPACE.landing(),
                    "millrace.routes[0].key", "energy/**",
                    "millrace.routes[0].job", "energy",
                    "millrace.routes[0].error-budget.share", "1");

    @TempDir Path directory;

    @Test
    void aFileOfLongRejectsFitsIntoASmallHeap() throws Exception {
        Arrival arrival = put(rejects());
        List<String> arguments = new ArrayList<>(SPACE.jvmArguments());
        SETTINGS.forEach((name, value) -> arguments.add("-D" + name + "=" + value));
        arguments.add("-Xmx192m");

        try (CrashProcess worker = CrashProcess.start(arguments)) {
            Workers.awaitWhileItGoesOn(worker, () -> "", () -> worker.said(CrashWorker.READY));
            worker.go(arrival.runId(), message(arrival));
            Workers.awaitWhileItGoesOn(worker, () -> "", () -> worker.said(CrashWorker.OVER));

            assertThat(run(arrival)).as(worker.lastLines()).isEqualTo(new Ended("COMPLETED", 1, 1));
        }
        assertThat(kept(arrival)).isEqualTo(new Kept(RECORDS, 16 * 1024, MEBIBYTE - 1));
    }

    /// Each line is JSON, but no reading, and with its end as long as a record may be.
    private Path rejects() throws IOException {
        Path file = directory.resolve("rejects.json");
        String line = "{\"filling\":\"%s\"}".formatted("x".repeat(MEBIBYTE - 1 - "{\"filling\":\"\"}".length()));
        try (var lines = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            for (int i = 0; i < RECORDS; i++) {
                lines.write(line + "\n");
            }
        }
        return file;
    }

    private static Arrival put(Path file) throws IOException {
        String key = "energy/rejects.json";
        String version =
                LocalCloud.shared().s3().putObject(put -> put.bucket(SPACE.landing()).key(key), file).versionId();
        return new Arrival(
                new ObjectVersion(SPACE.landing(), key, version, null), Files.size(file), null, Instant.EPOCH);
    }

    /// As S3 announces it.
    private static String message(Arrival arrival) {
        return JsonMapper.shared()
                .writeValueAsString(
                        Map.of(
                                "Records",
                                List.of(
                                        Map.of(
                                                "eventVersion",
                                                "2.1",
                                                "eventSource",
                                                "aws:s3",
                                                "eventName",
                                                "ObjectCreated:Put",
                                                "eventTime",
                                                "2026-03-01T12:00:00.000Z",
                                                "s3",
                                                Map.of(
                                                        "bucket",
                                                        Map.of("name", arrival.object().bucket()),
                                                        "object",
                                                        Map.of(
                                                                "key", arrival.object().key(),
                                                                "size", arrival.size(),
                                                                "versionId",
                                                                        String.valueOf(
                                                                                arrival.object().versionId())))))));
    }

    private record Ended(String state, int attempt, int hop) {}

    private static Ended run(Arrival arrival) {
        return JdbcClient.create(SPACE.dataSource())
                .sql("SELECT state, attempt, hop FROM millrace.run WHERE id = ?")
                .param(arrival.runId().value())
                .query((row, n) -> new Ended(row.getString(1), row.getInt(2), row.getInt(3)))
                .single();
    }

    private record Kept(long rejects, int longest, long shortestRecord) {}

    private static Kept kept(Arrival arrival) {
        return JdbcClient.create(SPACE.dataSource())
                .sql("SELECT count(*), max(length(raw)), min(raw_length) FROM millrace.reject WHERE run_id = ?")
                .param(arrival.runId().value())
                .query((row, n) -> new Kept(row.getLong(1), row.getInt(2), row.getLong(3)))
                .single();
    }
}
