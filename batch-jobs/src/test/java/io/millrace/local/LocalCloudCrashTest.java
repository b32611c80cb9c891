package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A JVM with a local cloud is killed, so that no line of ours runs in it any more. Its directory for temporary files
/// marks everything that it started: the path stands on every command line.
class LocalCloudCrashTest {

    private static final String READY = "ready";

    @TempDir private Path temporary;

    private Optional<Process> jvm = Optional.empty();

    /// What the killed JVM does.
    static final class Cloud {

        public static void main(String... args) throws InterruptedException {
            LocalCloud.start().newSpace();
            IO.println(READY);
            Thread.sleep(Duration.ofMinutes(5));
        }
    }

    @Test
    void leavesNothingWhenItIsKilled() throws Exception {
        var killed = start();
        await().atMost(Duration.ofSeconds(90)).until(() -> output().contains(READY));
        assertThat(processes()).as("S3Mock and PostgreSQL").hasSizeGreaterThanOrEqualTo(2);

        killed.destroyForcibly().waitFor();

        await().atMost(Duration.ofSeconds(30)).untilAsserted(this::nothingIsLeft);
    }

    @ParameterizedTest
    @ValueSource(longs = {300, 900, 1800})
    void leavesNothingWhenItIsKilledWhileItStarts(long millis) throws Exception {
        var killed = start();
        await().atMost(Duration.ofSeconds(90)).until(() -> !workspaces().isEmpty());
        Thread.sleep(millis);

        killed.destroyForcibly().waitFor();

        await().atMost(Duration.ofSeconds(30)).during(Duration.ofSeconds(2)).untilAsserted(this::nothingIsLeft);
    }

    @Test
    void endsAndLeavesNothingWhenOneServerDoesNotStart() throws Exception {
        var failed = start("-Dot.epg.working-dir=/dev/null/no-directory");

        assertThat(failed.waitFor(90, TimeUnit.SECONDS)).isTrue();

        assertThat(failed.exitValue()).isEqualTo(1);
        assertThat(output()).contains("The local cloud did not start", "PostgreSQL did not start");
        nothingIsLeft();
    }

    @AfterEach
    void kill() {
        jvm.ifPresent(Process::destroyForcibly);
        new Remains(temporary).processes().forEach(ProcessHandle::destroyForcibly);
    }

    private void nothingIsLeft() throws IOException {
        assertThat(processes()).isEmpty();
        assertThat(workspaces()).isEmpty();
    }

    private List<String> processes() {
        var self = jvm.orElseThrow().toHandle();
        return new Remains(temporary)
                .processes().stream()
                        .filter(process -> !process.equals(self))
                        .map(process -> process.info().commandLine().orElse(""))
                        .toList();
    }

    private List<Path> workspaces() throws IOException {
        try (var files = Files.walk(temporary, 2)) {
            return files.filter(file -> file.getNameCount() == temporary.getNameCount() + 2 && Files.isDirectory(file))
                    .toList();
        }
    }

    private String output() throws IOException {
        return Files.readString(log());
    }

    private Path log() {
        return temporary.resolve("cloud.log");
    }

    private Process start() throws IOException {
        // Unpacked once for all.
        return start("-Dot.epg.working-dir=" + Path.of(System.getProperty("java.io.tmpdir"), "embedded-pg"));
    }

    private Process start(String postgresBinaries) throws IOException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:TieredStopAtLevel=1",
                                "-Djava.io.tmpdir=" + temporary,
                                postgresBinaries,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Cloud.class.getName())
                        .redirectErrorStream(true)
                        .redirectOutput(log().toFile())
                        .start();
        jvm = Optional.of(process);
        return process;
    }
}
