package io.millrace.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Compares the automaton with regular expressions, and its intersection with trying every short key.
class KeyPatternPropertiesTest {

    private static final List<String> PARTS = List.of("a", "b", "/", "*", "**", "?", "**/", "🔋");
    private static final List<String> ALPHABET = List.of("a", "b", "/", "🔋");
    private static final int LONGEST_KEY = 6;

    // Every key of up to 6 characters: 5,460.
    private static final List<String> KEYS = keys();

    @Test
    void matchesAsTheRegularExpressionDoes() {
        var random = new Random(1);
        for (int i = 0; i < 1_500; i++) {
            var pattern = pattern(random, 6);
            var reference = regex(pattern).asMatchPredicate();
            var taken = KEYS.stream().filter(pattern::matches).toList();

            assertThat(taken).as("%s", pattern).isEqualTo(KEYS.stream().filter(reference).toList());
        }
    }

    @Test
    void overlapFindsAKeyThatBothTakeWhereverThereIsOne() {
        var random = new Random(2);
        int overlapping = 0;
        for (int i = 0; i < 3_000; i++) {
            var first = pattern(random, 5);
            var second = pattern(random, 5);
            var example = first.overlap(second);

            if (example.isPresent()) {
                overlapping++;
                assertThat(example.get())
                        .as("%s and %s", first, second)
                        .isNotEmpty()
                        .matches(regex(first))
                        .matches(regex(second));
            } else {
                assertThat(KEYS).as("%s and %s", first, second).noneMatch(both(first, second));
            }
        }
        // Else the generator would test one branch only.
        assertThat(overlapping).isBetween(500, 2_500);
    }

    @Test
    void overlapIsSymmetricAndReflexive() {
        var random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            var first = pattern(random, 8);
            var second = pattern(random, 8);

            assertThat(first.overlap(second).isPresent())
                    .as("%s and %s", first, second)
                    .isEqualTo(second.overlap(first).isPresent());
            assertThat(first.overlap(first)).as("%s", first).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    energy/*.json,       energy/*.csv,        -
                    energy/*.json,       energy/**,           energy/.json
                    energy/*/a.json,     energy/**/b.json,    -
                    in/*-full.json,      in/daily-*.json,     in/daily-full.json
                    in/?.json,           in/??.json,          -
                    a*,                  *b,                  ab
                    a/**,                a/*,                 a/x
                    a/*/b,               a/b,                 -
                    a/**/b,              a/b,                 a/b
                    **/a.json,           energy/**,           energy/a.json
                    *,                   **,                  x
                    """)
    void overlapNamesAKey(String first, String second, String example) {
        assertThat(KeyPattern.of(first).overlap(KeyPattern.of(second)).orElse(null)).isEqualTo(example);
    }

    @Test
    void longPatternsAreDecidedQuickly() {
        var first = KeyPattern.of("*a".repeat(500));
        var second = KeyPattern.of("**b".repeat(300) + "c");

        assertThat(first.overlap(second)).isEmpty();
    }

    private static KeyPattern pattern(Random random, int longest) {
        while (true) {
            var text = new StringBuilder();
            for (int i = 0; i <= random.nextInt(longest); i++) {
                text.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            if (KeyPattern.fault(text.toString()).isEmpty()) {
                return KeyPattern.of(text.toString());
            }
        }
    }

    private static Predicate<String> both(KeyPattern first, KeyPattern second) {
        return key -> first.matches(key) && second.matches(key);
    }

    private static Pattern regex(KeyPattern pattern) {
        var regex =
                Pattern.compile("(?<=^|/)\\*\\*/|\\*\\*|\\*|\\?|[^*?]+")
                        .matcher(pattern.toString())
                        .replaceAll(
                                part ->
                                        switch (part.group()) {
                                            case "**/" -> "(?:.*/)?";
                                            case "**" -> ".*";
                                            case "*" -> "[^/]*";
                                            case "?" -> "[^/]";
                                            default -> part.group();
                                        });
        return Pattern.compile(regex, Pattern.DOTALL);
    }

    private static List<String> keys() {
        var keys = new ArrayList<String>(List.of(""));
        int from = 0;
        for (int length = 1; length <= LONGEST_KEY; length++) {
            int to = keys.size();
            for (int i = from; i < to; i++) {
                for (var character : ALPHABET) {
                    keys.add(keys.get(i) + character);
                }
            }
            from = to;
        }
        return keys.subList(1, keys.size());
    }
}
