package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyRangeTest {

    @Test
    void theLastCharacterIsFollowedByTheNextOne() {
        assertThat(KeyRange.end("energy/2026")).isEqualTo("energy/2027");
        assertThat(KeyRange.end("a")).isEqualTo("b");
        assertThat(KeyRange.end("\u007f")).isEqualTo("\u0080");
    }

    @Test
    void halvesOfCharactersAreLeftOut() {
        assertThat(KeyRange.end("a\ud7ff")).isEqualTo("a\ue000");
        assertThat(KeyRange.end("a\uffff")).isEqualTo("a\ud800\udc00");
    }

    @Test
    void aLastCharacterThatNoneFollowsCountsForNothing() {
        assertThat(KeyRange.end("a\udbff\udfff")).isEqualTo("b");
        assertThat(KeyRange.end("\udbff\udfff")).isNull();
        assertThat(KeyRange.end("")).isNull();
    }
}
