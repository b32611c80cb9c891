package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.reject.RejectCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"site-01", "x", " x ", "Süd/1 #?&", "風力 🌬"})
    void mayBeAnyText(String site) {
        assertThat(SiteId.faultOf(site)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u3000 "})
    void isSomething(String site) {
        assertThat(SiteId.faultOf(site)).isEqualTo(RejectCode.EMPTY_FIELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0", "a\nb", "a\tb", "\u007f", "a\u0085b", "half \ud83c", "\udf2c other half"})
    void hasNoControlCharactersNorHalfOnes(String site) {
        assertThat(SiteId.faultOf(site)).isEqualTo(RejectCode.INVALID_CHARACTER);
    }

    @Test
    void isAsLongAsAPartitionKeyInBytes() {
        assertThat(SiteId.faultOf("x".repeat(2048))).isNull();
        assertThat(SiteId.faultOf("ü".repeat(1024))).isNull();
        assertThat(SiteId.faultOf("x".repeat(2049))).isEqualTo(RejectCode.TEXT_TOO_LONG);
        assertThat(SiteId.faultOf("ü".repeat(1025))).isEqualTo(RejectCode.TEXT_TOO_LONG);
        assertThat(SiteId.faultOf("風".repeat(683))).isEqualTo(RejectCode.TEXT_TOO_LONG);
    }
}
