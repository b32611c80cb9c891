package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.reject.RejectCode;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// What people read about codes is what the code says.
class ReadingFilesPageTest {

    private static List<String> page() throws IOException {
        return Files.readAllLines(Path.of("..", "docs", "reading-files.md"));
    }

    @Test
    void explainsEveryRejectCode() throws IOException {
        var rows =
                Arrays.stream(RejectCode.values())
                        .map(code -> "| `%s` | %s |".formatted(code, code.description()))
                        .toList();

        assertThat(page()).containsSubsequence(rows);
    }

    @Test
    void explainsEveryFileFault() throws IOException {
        var rows =
                Arrays.stream(FileFault.values())
                        .map(fault -> "| `%s` | %s | %s |".formatted(fault, again(fault), fault.description()))
                        .toList();

        assertThat(page()).containsSubsequence(rows);
    }

    private static String again(FileFault fault) {
        return fault.retryable() ? "yes" : "no";
    }
}
