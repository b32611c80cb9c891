package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A JVM with a local cloud is killed, so that no line of ours runs in it any more.
class LocalCloudCrashTest {

    private static final String READY = "ready";
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration END = Duration.ofMinutes(2);

    @TempDir private Path temporary;

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
        try (var jvm = start()) {
            await().atMost(START).until(() -> jvm.output().contains(READY));
            assertThat(jvm.others()).as("S3Mock and PostgreSQL").hasSizeGreaterThanOrEqualTo(2);

            jvm.kill();

            await().atMost(END).untilAsserted(() -> nothingIsLeftOf(jvm));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void leavesNothingWhenItIsKilledWhileItStarts(int servers) throws Exception {
        try (var jvm = start()) {
            await().atMost(START).pollInterval(Duration.ofMillis(5)).until(() -> jvm.others().size() >= servers);

            jvm.kill();

            await().atMost(END).during(Duration.ofSeconds(2)).untilAsserted(() -> nothingIsLeftOf(jvm));
        }
    }

    @Test
    void endsAndLeavesNothingWhenOneServerDoesNotStart() throws Exception {
        try (var jvm = start("-Dot.epg.working-dir=/dev/null/no-directory")) {
            assertThat(jvm.process().waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();

            assertThat(jvm.process().exitValue()).isEqualTo(1);
            assertThat(jvm.output()).contains("The local cloud did not start", "PostgreSQL did not start");
            nothingIsLeftOf(jvm);
        }
    }

    private JavaProcess start(String... options) throws IOException {
        return JavaProcess.start(temporary, List.of(options), Cloud.class);
    }

    private static void nothingIsLeftOf(JavaProcess jvm) throws IOException {
        assertThat(jvm.others()).isEmpty();
        assertThat(jvm.workspaces()).isEmpty();
    }
}
