package io.millrace.arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

class KeyPatternTest {

    @ParameterizedTest
    @CsvSource({
        "energy/*.json, energy/a.json",
        "energy/*.json, energy/.json",
        "energy/site-?.json, energy/site-7.json",
        "energy/site-?.json, energy/site-🔋.json",
        "energy/**, energy/a",
        "energy/**, energy/a/b/c.json",
        "energy/**, energy/",
        "energy/**/*.json, energy/a.json",
        "energy/**/*.json, energy/a/b/c.json",
        "energy/**/x/**/*.json, energy/x/a.json",
        "**/a.json, a.json",
        "**/a.json, x/y/a.json",
        "energy**.json, energy/a.json",
        "energy**.json, energy.json",
        "**, anything/at all",
        "[a].json, [a].json",
        "a.json, a.json",
    })
    void takes(String pattern, String key) {
        assertThat(KeyPattern.of(pattern).matches(key)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "energy/*.json, energy/a/b.json",
        "energy/*.json, energy/a.jsonl",
        "energy/*.json, Energy/a.json",
        "energy/*.json, my/energy/a.json",
        "energy/site-?.json, energy/site-.json",
        "energy/site-?.json, energy/site-77.json",
        "energy/a?b, energy/a/b",
        "energy/**, energy",
        "energy/**, energy2/a",
        "energy/**/*.json, energyx.json",
        "**/a.json, xa.json",
        "a.json, a_json",
    })
    void leaves(String pattern, String key) {
        assertThat(KeyPattern.of(pattern).matches(key)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    '', is empty
                    energy/, for everything below the folder add '**'
                    energy/**/, for everything below the folder add '**'
                    energy/***, contains '***'
                    ' energy/*', begins or ends with white space
                    'energy/* ', begins or ends with white space
                    """)
    void refusesMistakes(String pattern, String fault) {
        assertThatIllegalArgumentException().isThrownBy(() -> KeyPattern.of(pattern)).withMessageContaining(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*a", "**a", "**/a", "?*"})
    void noKeyTakesExponentialTime(String part) {
        var pattern = KeyPattern.of(part.repeat(1024 / part.length() / 2) + "b");
        var key = "a/".repeat(512);

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertThat(pattern.matches(key)).isFalse());
    }

    @Test
    void isAValue() {
        assertThat(KeyPattern.of("a*")).isEqualTo(KeyPattern.of("a*")).hasSameHashCodeAs(KeyPattern.of("a*"));
        assertThat(KeyPattern.of("a*")).isNotEqualTo(KeyPattern.of("b*")).hasToString("a*");
    }
}
