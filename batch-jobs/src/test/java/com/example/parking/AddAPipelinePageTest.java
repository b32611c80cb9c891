package com.example.parking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The page shows the code that is compiled and run here, all of it, and nothing else.
class AddAPipelinePageTest {

    private static final Path PAGE = Path.of("..", "docs", "add-a-pipeline.md");
    private static final Path JAVA = Path.of("src", "test", "java", "com", "example", "parking");
    private static final Path RESOURCES = Path.of("src", "test", "resources", "com", "example", "parking");
    private static final int MOST_LINES = 100;

    /// A block whose fence names its file: ```` ```java Stay.java ````.
    private static final Pattern BLOCK =
            Pattern.compile("^```\\w+ (\\S+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern LINK = Pattern.compile("^\\[\\w+]: (\\S+)$|]\\(([^)#]+)[^)]*\\)", Pattern.MULTILINE);

    record Block(String file, String text) {}

    @ParameterizedTest
    @MethodSource("blocks")
    void showsASourceAsItIs(Block block) throws IOException {
        var directory = block.file().endsWith(".java") ? JAVA : RESOURCES;

        assertThat(block.text()).isEqualTo(Files.readString(directory.resolve(block.file())));
    }

    @Test
    void showsEverySourceOfThePipeline() throws IOException {
        var sources = Stream.of(pipeline(), List.of(JAVA.resolve("ParkingPipelineTest.java")), files(RESOURCES));

        assertThat(blocks())
                .extracting(Block::file)
                .containsExactlyInAnyOrderElementsOf(
                        sources.flatMap(List::stream).map(path -> path.getFileName().toString()).toList());
    }

    @Test
    void showsNoJavaThatIsNotCompiled() throws IOException {
        assertThat(page().lines().filter("```java"::equals)).isEmpty();
    }

    @Test
    void saysHowLongThePipelineIs() throws IOException {
        var lines = pipeline().stream().mapToLong(AddAPipelinePageTest::lines).sum();

        assertThat(lines).isLessThanOrEqualTo(MOST_LINES);
        assertThat(page()).containsIgnoringWhitespaces("**%d lines of Java**".formatted(lines));
    }

    @Test
    void linksToWhatIsThere() throws IOException {
        assertThat(links()).isNotEmpty().allMatch(Files::exists);
    }

    private static Stream<Path> links() throws IOException {
        return LINK.matcher(page())
                .results()
                .map(link -> PAGE.resolveSibling(Objects.requireNonNullElse(link.group(1), link.group(2))));
    }

    static Stream<Block> blocks() throws IOException {
        return BLOCK.matcher(page()).results().map(block -> new Block(block.group(1), block.group(2)));
    }

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }

    /// What somebody writes who adds a pipeline, without its tests.
    private static List<Path> pipeline() throws IOException {
        return files(JAVA).stream().filter(file -> !file.toString().endsWith("Test.java")).toList();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /// Every line that is not blank: imports and comments, too.
    private static long lines(Path source) {
        try {
            return Files.readAllLines(source).stream().filter(line -> !line.isBlank()).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
