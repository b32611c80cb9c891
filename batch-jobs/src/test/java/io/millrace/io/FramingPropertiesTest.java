package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random contents in random blocks, against the simplest ways of reading them.
@Timeout(120)
class FramingPropertiesTest {

    private static final int ROUNDS = 2000;

    private static final String[] PIECES = {
        "{\"id\":\"a\"}",
        "\n",
        "\n",
        "\r\n",
        " ",
        "\t",
        "\r",
        "{",
        "}",
        "\"",
        "\\",
        "null",
        "[1,2]",
        "\0",
        "\u00FF",
        "x"
    };

    private static final String[] SCALARS = {
        "null", "-1.5e3", "\"\"", "\"]\"", "\"{\\\"\"", "\"\\\\\"", "true", "\"\u00E2\u0082\u00AC\""
    };

    private static final String[] SPACES = {"", "", "", " ", "\n", "\r\n\t"};

    private static final RecordMapper<String> TEXT = raw -> new String(raw.bytes(), StandardCharsets.ISO_8859_1);

    /// Reads strictly what our readers promise to read: JSON with NaN, nothing behind it.
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void linesAreWhatStandsBetweenLineEnds(long seed) {
        var random = new Random(seed);
        for (var round = 0; round < ROUNDS; round++) {
            var content = pieces(random, 1 + random.nextInt(40));
            var limit = 1 + random.nextInt(40);

            assertThat(read("a.ndjson", content, random, limit))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(split(content, limit));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void elementsAreWhatTheArrayWasMadeOf(long seed) {
        var random = new Random(seed);
        for (var round = 0; round < ROUNDS; round++) {
            var limit = 10 + random.nextInt(60);
            var expected = new ArrayList<String>();
            var content = array(random, limit, expected);
            expected.add("end");

            assertThat(read("a.json", content, random, limit)).as("seed %d, round %d", seed, round).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void brokenArraysFailAndOthersAreCompleteInTheEnd(long seed) {
        var random = new Random(seed);
        for (var round = 0; round < ROUNDS; round++) {
            var content = "[" + broken(random, array(random, 1000, new ArrayList<>()).substring(1));
            var object = new StoredObject("a.json", content.getBytes(StandardCharsets.ISO_8859_1));
            var settings = StoredObject.settings(1 + random.nextInt(30), 10 + random.nextInt(60));

            var words = ReadOut.all(object.reader(ReadOut.IDS, settings));

            var elements = elements(content);
            assertThat(words.getLast().equals("end"))
                    .as("seed %d, round %d: %s: %s", seed, round, content, words)
                    .isEqualTo(elements >= 0);
            if (elements >= 0) {
                assertThat(words).as("seed %d, round %d: %s", seed, round, content).hasSize(elements + 1);
            }
        }
    }

    private static List<String> read(String key, String content, Random random, int limit) {
        var object = new StoredObject(key, content.getBytes(StandardCharsets.ISO_8859_1));
        var stored = random.nextBoolean() ? object : object.gzipped();
        return ReadOut.all(stored.reader(TEXT, StoredObject.settings(1 + random.nextInt(50), limit)));
    }

    private static String pieces(Random random, int count) {
        // Lines of a length, and a first character that nobody takes for UTF-16.
        var content = new StringBuilder("{}");
        for (var i = 0; i < count; i++) {
            content.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return content.toString();
    }

    private static List<String> split(String content, int limit) {
        var words = new ArrayList<String>();
        var start = 0;
        for (var line : content.split("\n", -1)) {
            var skipped = 0;
            while (skipped < line.length() && isSpace(line.charAt(skipped))) {
                skipped++;
            }
            var end = line.length();
            while (end > skipped && isSpace(line.charAt(end - 1))) {
                end--;
            }
            if (skipped < end) {
                var place = (words.size() + 1) + "@" + (start + skipped);
                var tooLarge = line.length() - skipped > limit;
                words.add(place + " " + (tooLarge ? "RECORD_TOO_LARGE" : line.substring(skipped, end)));
            }
            start += line.length() + 1;
        }
        words.add("end");
        return words;
    }

    private static boolean isSpace(char character) {
        return character == ' ' || character == '\t' || character == '\r';
    }

    private static String array(Random random, int limit, List<String> expected) {
        var content = new StringBuilder("[").append(space(random));
        var count = random.nextInt(8);
        for (var i = 0; i < count; i++) {
            var value = value(random, 0);
            var fate = value.length() > limit ? "RECORD_TOO_LARGE" : value;
            expected.add((i + 1) + "@" + content.length() + " " + fate);
            content.append(value).append(space(random));
            content.append(i + 1 < count ? "," : "").append(space(random));
        }
        return content.append("]").append(space(random)).toString();
    }

    private static String value(Random random, int depth) {
        var kind = random.nextInt(depth == 0 ? 2 : depth > 3 ? 1 : 4);
        if (kind == 0) {
            return depth == 0 ? "{\"id\":\"a\"}" : SCALARS[random.nextInt(SCALARS.length)];
        }
        var inner = new ArrayList<String>();
        for (var i = random.nextInt(4); i > 0; i--) {
            var name = kind == 1 ? "\"n" + i + "\"" + space(random) + ":" : "";
            inner.add(name + space(random) + value(random, depth + 1) + space(random));
        }
        var joined = String.join(",", inner);
        return kind == 1 ? "{" + joined + "}" : "[" + joined + "]";
    }

    private static String space(Random random) {
        return SPACES[random.nextInt(SPACES.length)];
    }

    /// Changes, removes or adds a few characters.
    private static String broken(Random random, String content) {
        var text = new StringBuilder(content);
        for (var i = random.nextInt(3); i >= 0; i--) {
            var at = random.nextInt(text.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
                default -> text.setLength(at + (random.nextBoolean() ? 0 : text.length() - at));
            }
        }
        return text.toString();
    }

    /// How many elements an array has, with bad bytes counting as any other data; -1 if it is no array.
    private static int elements(String content) {
        var text = new StringBuilder();
        content.chars().forEach(c -> text.append(c == 0 || c > 0x7F ? '?' : (char) c));
        try {
            return JSON.readTree(text.toString()).size();
        } catch (JacksonException e) {
            return -1;
        }
    }
}
