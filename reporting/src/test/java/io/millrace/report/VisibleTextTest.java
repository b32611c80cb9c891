package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibleTextTest {

    @Test
    void replacesWhatCannotBeShown() {
        assertThat(VisibleText.of("a\u0000\u0007\n\u007F\u0085b")).isEqualTo("a␀␇␊␡\uFFFDb");
        assertThat(VisibleText.of("\uD800 \uFFFE \uFFFF \uFDD0 \u2028"))
                .isEqualTo("\uFFFD \uFFFD \uFFFD \uFFFD \uFFFD");
        assertThat(VisibleText.of("\u202Egnp.exe\u202C")).isEqualTo("\uFFFDgnp.exe\uFFFD");
    }

    @Test
    void leavesTextOfAnyScriptAsItIs() {
        var text = "Grüße, <b>שלום</b> & 🌞 \u200Fمرحبا";

        assertThat(VisibleText.of(text)).isEqualTo(text);
    }

    @Test
    void aNameInASentenceCannotLeaveItsPlace() {
        assertThat(VisibleText.isolated("a\u2069b")).isEqualTo("\u2068a\uFFFDb\u2069");
    }
}
