package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class ParentWatchTest {

    @TempDir private Path temporary;

    /// Starts a child as Maven would.
    static final class Maven {

        public static void main(String... args) throws IOException, InterruptedException {
            var child = JavaProcess.start(Path.of(args[0]), List.of(), Child.class);
            IO.println("child=" + child.process().pid());
            Thread.sleep(Duration.ofMinutes(1));
        }
    }

    static final class Child {

        public static void main(String... args) throws InterruptedException {
            ParentWatch.endWithMaven();
            IO.println("watching");
            Thread.sleep(Duration.ofMinutes(1));
        }
    }

    @Test
    void endsWithAMavenThatIsKilled(@TempDir Path childsTemporary) throws Exception {
        try (var maven = JavaProcess.start(temporary, List.of(), Maven.class, childsTemporary.toString())) {
            await().atMost(Duration.ofSeconds(30)).until(() -> maven.output().contains("child="));
            var child =
                    ProcessHandle.of(Long.parseLong(maven.output().replaceAll("(?s).*child=(\\d+).*", "$1")))
                            .orElseThrow();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.readString(childsTemporary.resolve("output.log")).contains("watching"));

            maven.kill();

            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(child.isAlive()).isFalse());
        }
    }
}
