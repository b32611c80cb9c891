package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.arrival.MessageFault;
import io.millrace.batch.BatchFault;
import io.millrace.io.FileFault;
import io.millrace.reject.RejectCode;
import io.millrace.run.RunFault;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Keeps `docs/error-codes.md` true: its tables are those of the enums.
class ErrorCodesTest {

    private static final Path PAGE = Path.of("..", "docs", "error-codes.md");

    @Test
    void listsTheCodesOfTheApi() throws IOException {
        assertListed(
                ApiCode.values(),
                "| Code | Status | Meaning | What to do |\n|---|---|---|---|\n",
                code ->
                        "| `%s` | %d | %s | %s |"
                                .formatted(code.name(), code.status().value(), code.meaning(), code.remedy()));
    }

    @Test
    void listsTheReasonsOfRuns() throws IOException {
        assertListed(
                RunFault.values(),
                "| Code | Meaning | What to do |\n|---|---|---|\n",
                fault -> "| `%s` | %s | %s |".formatted(fault.name(), fault.meaning(), fault.remedy()));
    }

    @Test
    void listsTheFaultsOfFiles() throws IOException {
        assertListed(
                FileFault.values(),
                "| Code | Meaning |\n|---|---|\n",
                fault -> "| `%s` | %s |".formatted(fault.name(), fault.description()));
    }

    @Test
    void listsTheCodesOfRejects() throws IOException {
        assertListed(
                RejectCode.values(),
                "| Code | Meaning |\n|---|---|\n",
                code -> "| `%s` | %s |".formatted(code.name(), code.description()));
    }

    @Test
    void listsTheRefusalsOfSpringBatchsMeans() throws IOException {
        assertListed(
                BatchFault.values(),
                "| Code | Meaning | What to do |\n|---|---|---|\n",
                fault -> "| `%s` | %s | %s |".formatted(fault.name(), fault.meaning(), fault.remedy()));
    }

    @Test
    void listsTheFaultsOfMessages() throws IOException {
        assertListed(
                MessageFault.values(),
                "| Code | Meaning | What to do |\n|---|---|---|\n",
                fault -> "| `%s` | %s | %s |".formatted(fault.name(), fault.meaning(), fault.remedy()));
    }

    private static <E extends Enum<E>> void assertListed(E[] codes, String head, Function<E, String> row)
            throws IOException {
        var table = Stream.of(codes).map(row).collect(Collectors.joining("\n", "\n" + head, "\n"));

        assertThat(Files.readString(PAGE)).contains(table);
    }
}
