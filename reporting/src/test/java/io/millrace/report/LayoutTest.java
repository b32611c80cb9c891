package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// What a reader sees, in a browser. The pictures stay in `target/screenshots`.
class LayoutTest {

    private static final int PHONE = 360;
    private static final int DESKTOP = 1280;

    private final List<Browser> installed = Browser.installed();

    @BeforeEach
    void needsABrowser() {
        assumeFalse(installed.isEmpty(), "There is no chromium on the path: nobody looks at the pages");
    }

    @ParameterizedTest
    @CsvSource({"0, 360", "0, 1280", "1, 360", "1, 1280", "12, 360", "12, 1280", "200, 360", "200, 1280"})
    void labelsAreWholeAndApartAndNothingNeedsScrollingSideways(int sites, int width) {
        assertThat(complaints("energy-" + sites, Pages.report(Samples.energy(sites)), width)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {PHONE, DESKTOP})
    void othersReportsAreAsTidy(int width) {
        assertThat(complaints("commerce", Pages.report(Samples.commerce()), width)).isEmpty();
        assertThat(complaints("operations", Pages.report(Samples.operations()), width)).isEmpty();
        assertThat(complaints("odd", Pages.report(Samples.odd()), width)).isEmpty();
        assertThat(complaints("index", Pages.index(Samples.index()), width)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"360, false", "360, true", "1280, false", "1280, true"})
    void thePolicyOfThePageAllowsAllThatItNeeds(int width, boolean dark) {
        var scheme = dark ? "dark" : "light";
        for (var report : List.of(Samples.energy(12), Samples.commerce(), Samples.operations())) {
            var name = "%s-%d-%s".formatted(report.kind(), width, scheme);
            assertThat(picture(name, Pages.report(report), width, dark)).doesNotContain("Content Security Policy");
        }
        var index = picture("index-%d-%s".formatted(width, scheme), Pages.index(Samples.index()), width, dark);
        assertThat(index).doesNotContain("Content Security Policy");
    }

    @Test
    void aViolationOfThePolicyWouldBeNoticed() {
        var page = Pages.index(List.of()).replace("<h1>", "<h1 style=\"color:red\">");

        assertThat(picture("violation", page, PHONE, false)).contains("Content Security Policy");
    }

    private String picture(String name, String page, int width, boolean dark) {
        return installed.getFirst().picture(name, page, width, dark);
    }

    /// Text that leaves its chart, text upon text, letters too small to read, and a page wider than its window.
    private String complaints(String name, String page, int width) {
        return installed.getFirst().ask(name + "-" + width, page, width, Style.resource("complaints.js"));
    }
}
