package io.millrace.commerce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// The SQL of docs/commerce.md, so that the tests run what people copy.
final class CommercePage {

    private static final Path PAGE = Path.of("..", "docs", "commerce.md");

    private CommercePage() {}

    /// The block that begins with this name behind its language.
    static String sql(String name) {
        try {
            var block = Pattern.compile("(?s)```sql " + name + "\n(.*?)```").matcher(Files.readString(PAGE));
            assertThat(block.find()).as(name).isTrue();
            return block.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
