package io.millrace.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Keeps `docs/routes-and-arrivals.md` true: what it promises to anybody with a shell, and its list of codes.
class DocumentationTest {

    private static final Path PAGE = Path.of("..", "docs", "routes-and-arrivals.md");

    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            textBlock =
                    """
                    landing, energy/a.json, 9b2cf535f27731c974343645a3985328, dba5b2b79cd7fa0c6902fa6ac0595c8a
                    landing, energy/Zürich/测点-🔋 a+b%20'"\\$x.json, 44444444-118, 3b3437d8908535c11357ca9c16d6014f
                    b, k, v, 6639012f44499758b5226f057a18bad5
                    """)
    @EnabledOnOs(OS.LINUX)
    void anybodyCanComputeARunId(String bucket, String key, String version, String expected) throws Exception {
        var page =
                new ObjectVersion(
                        "millrace-landing",
                        "energy/site-7/2026-03-14T09:25:00Z.json",
                        "096fKKXTRTtl3on89fVO.nfljtsv6qko",
                        null);
        var command =
                runIdCommand()
                        .replace(quoted(page.bucket()), quoted(bucket))
                        .replace(quoted(page.key()), quoted(key))
                        .replace(quoted(page.pinnedBy()), quoted(version));

        assertThat(run(command)).isEqualTo(expected);
        assertThat(RunId.of(new ObjectVersion(bucket, key, version, null))).hasToString(expected);
        assertThat(RunId.of(new ObjectVersion(bucket, key, null, version))).hasToString(expected);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theShellPrintsWhatThePageSays() throws Exception {
        assertThat(page()).contains("This prints `" + run(runIdCommand()) + "`.");
    }

    @Test
    void listsEveryCodeOfMalformedMessages() throws IOException {
        var rows =
                EnumSet.allOf(MessageFault.class).stream()
                        .map(fault -> "| `%s` | %s | %s |".formatted(fault.name(), fault.meaning(), fault.remedy()))
                        .collect(Collectors.joining("\n", "|---|---|---|\n", "\n"));

        assertThat(page()).endsWith(rows);
    }

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }

    private static String runIdCommand() throws IOException {
        return page().lines().filter(line -> line.contains("sha256sum")).findFirst().orElseThrow();
    }

    private static String quoted(String argument) {
        return "'" + argument.replace("'", "'\\''") + "'";
    }

    // Through a file: what a JVM makes of arguments that are not ASCII depends on the machine's locale.
    private String run(String command) throws IOException, InterruptedException {
        var script = Files.writeString(directory.resolve("run-id.sh"), command);
        var output = directory.resolve("output").toFile();
        var shell =
                new ProcessBuilder(List.of("sh", script.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(output)
                        .start();
        assertThat(shell.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output.toPath()).strip();
    }
}
