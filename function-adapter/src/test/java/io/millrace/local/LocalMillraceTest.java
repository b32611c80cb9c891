package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The local start, as a process of its own, and every way in which it ends.
class LocalMillraceTest {

    private static final Duration START = Duration.ofMinutes(2);

    /// Four functions that are under way have a minute each, and one is waited for after the other.
    private static final Duration END = Duration.ofMinutes(6);

    @TempDir private Path temporary;

    @Test
    void runsAFileThatCurlDropsAndEndsWithCtrlC() throws Exception {
        try (var millrace = startReady()) {
            var put = URI.create(found(millrace, "curl -T \\S+ (\\S+)"));
            var file =
                    """
                    {"site_id":"mine","timestamp":"2026-03-01T12:00:00Z","energy_generated_kwh":0.3,"energy_consumed_kwh":0.1}
                    """;

            assertThat(send(HttpRequest.newBuilder(put).PUT(BodyPublishers.ofString(file)))).isEmpty();

            await().atMost(END)
                    .until(() -> millrace.output().matches("(?s).*" + put.getPath().substring(1) + ".*COMPLETED.*"));
            var health = URI.create(found(millrace, "Health +(\\S+)"));
            assertThat(send(HttpRequest.newBuilder(health))).contains("\"status\":\"UP\"");

            // A terminal sends it to S3Mock too, but not to PostgreSQL, which has a session of its own.
            var s3mock = millrace.others().stream().filter(other -> commandLine(other).contains("S3Mock"));
            signal("INT", Stream.concat(s3mock, Stream.of(millrace.process().toHandle())));

            endsCleanly(millrace);
            assertThat(millrace.output()).doesNotContain("Exception");
        }
    }

    @Test
    void leavesNothingWhenItIsKilled() throws Exception {
        try (var millrace = startReady()) {
            millrace.kill();

            endsCleanly(millrace);
        }
    }

    @Test
    void replacesAWorkerThatIsKilled() throws Exception {
        try (var millrace = startReady("--millrace.local.worker-process=true")) {
            var first = found(millrace, "kill -9 (\\d+)");

            signal("KILL", ProcessHandle.of(Long.parseLong(first)).stream());

            await().atMost(START).until(() -> millrace.output().matches("(?s).*Worker (?!" + first + ").*COMPLETED.*"));
            signal("TERM", Stream.of(millrace.process().toHandle()));
            endsCleanly(millrace);
        }
    }

    @Test
    void saysWhyItDoesNotStartOnATakenPort() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var millrace = start("--server.port=" + other.getLocalPort())) {
            assertThat(millrace.process().waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();

            assertThat(millrace.process().exitValue()).isEqualTo(1);
            assertThat(millrace.output())
                    .contains("Port %d is taken".formatted(other.getLocalPort()), "--server.port=")
                    .doesNotContain("Exception");
            assertThat(millrace.others()).isEmpty();
        }
    }

    private JavaProcess startReady(String... args) throws IOException {
        var millrace = start(Stream.concat(Stream.of("--server.port=0"), Stream.of(args)).toArray(String[]::new));
        await().atMost(START).until(() -> millrace.output().contains("aws --endpoint-url"));
        return millrace;
    }

    private JavaProcess start(String... args) throws IOException {
        return JavaProcess.start(temporary, List.of(), LocalMillrace.class, args);
    }

    private static String commandLine(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }

    private static void signal(String name, Stream<ProcessHandle> processes) throws IOException, InterruptedException {
        var command =
                Stream.concat(Stream.of("kill", "-" + name), processes.map(process -> Long.toString(process.pid())));
        assertThat(new ProcessBuilder(command.toList()).inheritIO().start().waitFor()).isZero();
    }

    private static void endsCleanly(JavaProcess millrace) throws InterruptedException {
        assertThat(millrace.process().waitFor(END.toSeconds(), TimeUnit.SECONDS)).isTrue();
        await().atMost(END)
                .untilAsserted(
                        () -> {
                            assertThat(millrace.others()).isEmpty();
                            assertThat(millrace.workspaces()).isEmpty();
                        });
    }

    private static String found(JavaProcess millrace, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(millrace.output());
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }
}
