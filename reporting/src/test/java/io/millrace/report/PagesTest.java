package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.stream.Stream;

class PagesTest {

    static Stream<String> pages() {
        return Stream.concat(
                Stream.of(
                                Samples.energy(0),
                                Samples.energy(12),
                                Samples.commerce(),
                                Samples.operations(),
                                Samples.odd())
                        .map(Pages::report),
                Stream.of(Pages.index(Samples.index()), Pages.index(List.of())));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aPageStandsAlone(String page) {
        var html = Jsoup.parse(page);

        assertThat(html.select("script, link, img, iframe, object, embed, image, use, foreignObject, base")).isEmpty();
        assertThat(html.select("[src], [style]")).isEmpty();
        assertThat(html.getAllElements().stream().flatMap(element -> element.attributes().asList().stream()))
                .noneMatch(attribute -> attribute.getKey().startsWith("on"));
        assertThat(html.select("a[href^=javascript:], a[href^=http]")).isEmpty();
        assertThat(html.select("style").eachText()).noneMatch(css -> css.contains("url(") || css.contains("@import"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void thePolicyAllowsThePagesOwnStyleAndNothingElse(String page) throws Exception {
        var html = Jsoup.parse(page);
        var style = html.expectFirst("style").data().getBytes(UTF_8);
        var hash = Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(style));

        assertThat(html.select("style")).hasSize(1);
        assertThat(html.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
                .isEqualTo("default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'", hash);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aPageIsAccessible(String page) {
        var html = Jsoup.parse(page);

        assertThat(html.select("html").attr("lang")).isEqualTo("en");
        assertThat(html.title()).isNotBlank();
        assertThat(html.select("h1")).hasSize(1);
        assertThat(html.select("h3, h4, h5, h6")).isEmpty();
        assertThat(html.select("table")).allMatch(table -> table.child(0).normalName().equals("caption"));
        assertThat(html.select("th")).allMatch(cell -> List.of("col", "row").contains(cell.attr("scope")));
        assertThat(html.select("[id]").eachAttr("id")).doesNotHaveDuplicates();
        for (var svg : html.select("svg")) {
            assertThat(svg.attr("role")).isEqualTo("img");
            var sections = svg.parents().stream().filter(each -> each.normalName().equals("section"));
            var section = sections.findFirst().orElseThrow();
            var alternatives = svg.attr("aria-labelledby");
            assertThat(alternatives).isEqualTo("%1$s-title %1$s-desc", svg.id());
            assertThat(html.expectFirst("#" + svg.id() + "-title").wholeText())
                    .isEqualTo(section.expectFirst("h2 bdi").wholeText());
            assertThat(html.expectFirst("#" + svg.id() + "-desc").wholeText())
                    .isEqualTo(section.expectFirst(".finding bdi").wholeText());
        }
        for (var section : html.select("section")) {
            assertThat(html.expectFirst("#" + section.attr("aria-labelledby")).normalName()).isEqualTo("h2");
        }
    }

    @Test
    void eachChartComesForTheDeskAndForThePhoneWithoutColoursOfItsOwn() {
        var html = Jsoup.parse(Pages.report(Samples.energy(12)));

        assertThat(html.select(".wide svg")).hasSize(5).allMatch(svg -> svg.attr("viewBox").startsWith("0 0 760 "));
        assertThat(html.select(".narrow svg")).hasSize(5).allMatch(svg -> svg.attr("viewBox").startsWith("0 0 340 "));
        assertThat(html.select("svg").outerHtml()).doesNotContain("rgb(", "#0072b2");
        assertThat(html.expectFirst("svg").select(".fill-s1, .fill-s2")).hasSizeGreaterThan(24);
        assertThat(texts(html.expectFirst("svg"))).contains("Energy (kWh)", "site-001", "Generated", "Consumed");
    }

    @Test
    void namesComeOutAsTextWhateverTheyContain() {
        var html = Jsoup.parse(Pages.report(Samples.odd()));

        assertThat(html.expectFirst("section").select("tbody th bdi").stream().map(Element::wholeText))
                .containsExactlyElementsOf(Names.ODD.stream().map(VisibleText::of).toList());
        assertThat(html.expectFirst("section").select("summary").text()).contains(Names.ODD.size() + " rows");
        assertThat(html.select("h1").text()).isEqualTo("<script>alert(1)</script> & \uFFFD\u2407");
        assertThat(html.expectFirst("section").expectFirst(".finding bdi").wholeText())
                .isEqualTo("All of <i>them</i> & \u2068אתר שבע\u2069 are 0.");
    }

    @Test
    void chartsAreProperXmlAndTheirLabelsAreTextToo() {
        var page = Pages.report(Samples.odd());
        var first = Jsoup.parse(page).expectFirst("svg");

        for (var at = page.indexOf("<svg"); at >= 0; at = page.indexOf("<svg", at + 1)) {
            var svg = page.substring(at, page.indexOf("</svg>", at) + "</svg>".length());
            assertThatCode(() -> Xml.parsed(svg)).doesNotThrowAnyException();
        }
        assertThat(texts(first))
                .contains(
                        "<script>alert('1')</script>",
                        "]]><!-- & &lt;b&gt; &amp;amp; -->",
                        "Nothing]]>",
                        "אתר שבע",
                        "a␊b␉c",
                        "=HYPERLINK(\"https://example.org\")");
        assertThat(texts(first)).noneMatch(text -> text.chars().anyMatch(c -> c < ' '));
    }

    @Test
    void aLabelWhoseLettersAreMissingHereTakesNoMoreRoomThanWasMeasured() {
        var first = Jsoup.parse(Pages.report(Samples.odd())).expectFirst("svg");
        var labels = first.select("text[textLength]");

        assertThat(labels).allMatch(label -> label.attr("lengthAdjust").equals("spacingAndGlyphs"));
        assertThat(labels.eachText()).allMatch(Labels::guessed).doesNotContain("Nothing]]>");
    }

    @Test
    void saysThatThereIsNoDataInsteadOfAnEmptyChart() {
        var html = Jsoup.parse(Pages.report(Samples.energy(0)));

        assertThat(html.select("svg, table")).isEmpty();
        assertThat(html.select(".nothing")).hasSize(6);
        assertThat(Jsoup.parse(Pages.index(List.of())).select(".nothing").text())
                .isEqualTo("No report has been made yet.");
    }

    @Test
    void aSectionOffersItsNumbersAsTableAndAsCsv() {
        var html = Jsoup.parse(Pages.report(Samples.energy(12)));
        var section = html.expectFirst("section");
        var link = section.select("a[download]");
        var csv =
                Base64.getDecoder().decode(link.attr("href").substring("data:text/csv;charset=utf-8;base64,".length()));

        assertThat(section.select("details tbody tr")).hasSize(12);
        assertThat(link.attr("download")).isEqualTo("energy-1.csv");
        assertThat(new String(csv, UTF_8)).startsWith("Site,Generated,Consumed,Net\r\n").hasLineCount(13);
        assertThat(html.expectFirst("section:last-of-type").select("details")).isEmpty();
        assertThat(html.expectFirst("section:last-of-type").select("tbody tr")).hasSize(10);
    }

    @Test
    void theSameModelMakesTheSameBytesWhereverItIsDrawn() {
        var page = Pages.report(Samples.operations());
        var locale = Locale.getDefault();
        var zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));

            assertThat(Pages.report(Samples.operations())).isEqualTo(page);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void theIndexListsReportsWithKindPeriodAndTime() {
        Document html = Jsoup.parse(Pages.index(Samples.index()));

        assertThat(html.select("li a").eachAttr("href"))
                .containsExactly("energy/2026-03-29/index.html", "operations/2026-03/index.html");
        assertThat(html.expectFirst("li").text())
                .isEqualTo("Energy of 12 sites energy 29 March 2026 (Europe/Vienna) made 30 Mar 2026, 02:15 UTC");
        assertThat(html.expectFirst("time").attr("datetime")).isEqualTo("2026-03-30T02:15:00Z");
    }

    private static List<String> texts(Element svg) {
        return svg.select("text").stream().map(Element::wholeText).toList();
    }
}
