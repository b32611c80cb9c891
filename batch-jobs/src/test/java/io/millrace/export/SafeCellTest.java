package io.millrace.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeCellTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "\t", "\r\n"})
    void whatBeginsLikeAFormulaIsMadeText(String text) {
        assertThat(SafeCell.of(text)).isEqualTo("'" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{\"a\":-1}", "1=1", "a@b", "'=1"})
    void otherTextStaysAsItIs(String text) {
        assertThat(SafeCell.of(text)).isEqualTo(text);
    }
}
