package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    @ValueSource(ints = {PHONE, DESKTOP})
    void labelsAreWholeAndApartAndNothingNeedsScrollingSideways(int width) {
        var pages = new ArrayList<>(List.of(Pages.index(Samples.index())));
        for (var report : List.of(Samples.commerce(), Samples.operations(), Samples.odd())) {
            pages.add(Pages.report(report));
        }
        for (var sites : List.of(0, 1, 12, 200)) {
            pages.add(Pages.report(Samples.energy(sites)));
        }

        assertThat(browser().ask(pages, width, Style.resource("complaints.js"))).containsOnly("");
    }

    @ParameterizedTest
    @CsvSource({"360, false", "360, true", "1280, false", "1280, true"})
    void thePolicyOfThePageAllowsAllThatItNeeds(int width, boolean dark) {
        var pages = new LinkedHashMap<String, String>();
        pages.put("index", Pages.index(Samples.index()));
        for (var report : List.of(Samples.energy(12), Samples.commerce(), Samples.operations(), Samples.odd())) {
            pages.put(report.kind(), Pages.report(report));
        }
        var heights = browser().ask(List.copyOf(pages.values()), width, "return document.body.offsetHeight + 1");

        var height = heights.iterator();
        pages.forEach(
                (name, page) -> {
                    var picture = name + "-" + width + (dark ? "-dark" : "-light");
                    assertThat(browser().picture(picture, page, width, Integer.parseInt(height.next()), dark))
                            .doesNotContain("Content Security Policy");
                });
    }

    @Test
    void aViolationOfThePolicyWouldBeNoticed() {
        var page = Pages.index(List.of()).replace("<h1>", "<h1 style=\"color:red\">");

        assertThat(browser().picture("violation", page, PHONE, 300, false)).contains("Content Security Policy");
    }

    private Browser browser() {
        return installed.getFirst();
    }
}
