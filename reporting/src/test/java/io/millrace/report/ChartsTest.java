package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.report.Figure.Bars;
import io.millrace.report.Figure.Lines;
import io.millrace.report.Figure.Points;
import io.millrace.report.Figure.Points.Cloud;
import io.millrace.report.Figure.Points.Point;
import io.millrace.report.Figure.Shares;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

class ChartsTest {

    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");

    @Test
    void barsWithLongNamesLieAsAList() {
        var energy = Axis.linear("Energy", "kWh");
        var few = List.of("Jan", "Feb", "Mar");
        var standing = new Bars("Month", energy, few, List.of(Samples.series("x", 3, at -> at)), false);
        var names = IntStream.range(0, 20).mapToObj(at -> "A site with a long name " + at).toList();
        var lying = new Bars("Site", energy, names, List.of(Samples.series("x", 20, at -> at)), false);

        assertThat(height(draw(standing))).isEqualTo(300);
        assertThat(texts(draw(standing))).contains("Month", "Energy (kWh)", "Jan");
        assertThat(height(draw(lying))).isEqualTo(20 * 25 + 60);
        assertThat(texts(draw(lying))).containsAll(names).contains("Energy (kWh)").doesNotContain("Site");
    }

    @Test
    void aGapInTheValuesIsAGapInTheLine() {
        var start = Instant.parse("2026-03-01T00:00:00Z");
        var instants = IntStream.range(0, 100).mapToObj(at -> start.plus(Duration.ofMinutes(at))).toList();
        var whole = Samples.series("x", 100, at -> 1 + at % 7);
        var values = new ArrayList<@Nullable Double>(whole.values());
        values.set(40, null);
        var gap = new Lines(VIENNA, Axis.linear("x", "s"), instants, List.of(new Series("x", values)));
        var none = new Lines(VIENNA, Axis.linear("x", "s"), instants, List.of(whole));

        assertThat(moves(draw(none))).isEqualTo(1);
        assertThat(moves(draw(gap))).isEqualTo(2);
    }

    @Test
    void timesAreThoseOfTheZonesClockAlsoWhereItIsPutForward() {
        var start = Instant.parse("2026-03-28T23:00:00Z");
        var hours = IntStream.range(0, 23).mapToObj(at -> start.plus(Duration.ofHours(at))).toList();
        var lines = new Lines(VIENNA, Axis.linear("x", ""), hours, List.of(Samples.series("x", 23, at -> at)));

        assertThat(texts(draw(lines)))
                .contains("Time, 29 Mar 2026 (Europe/Vienna)", "00:00", "03:00", "23:00")
                .doesNotContain("02:00");
    }

    @Test
    void sharesAreOfTheSumOfTheirCategory() {
        var shares =
                new Shares(
                        "Carrier",
                        List.of("a", "b"),
                        List.of(
                                new Series("late", Arrays.asList(1.0, 0.0)),
                                new Series("on time", Arrays.asList(3.0, null))));

        assertThat(Percentages.of(shares))
                .containsExactly(
                        new Series("late", Arrays.asList(25.0, null)),
                        new Series("on time", Arrays.asList(75.0, null)));
        assertThat(texts(draw(shares))).contains("Share (%)", "0", "100").doesNotContain("120");
    }

    @Test
    void aLogarithmicAxisSaysTheValuesAndLeavesOutWhatItCannotShow() {
        var cloud = new Cloud("x", List.of(new Point(0.02, 1), new Point(3_000_000, 2), new Point(-1, 5)));
        var svg = draw(new Points(Axis.logarithmic("Size", "MB"), Axis.linear("Time", "s"), List.of(cloud)));

        assertThat(texts(svg)).contains("0.01", "1", "1M").doesNotContain("100M");
        assertThat(svg.select(".fill-s1")).hasSize(2);
    }

    @Test
    void whatIsTheSameForAllIsNoReasonToFail() {
        for (var value : List.of(0.0, 1e-9, 1.0, -7.0, 1e15)) {
            var series = List.of(new Series("x", List.of(value)));
            var bars = new Bars("x", Axis.linear("x", "kWh"), List.of("a"), series, false);
            var lines = new Lines(VIENNA, Axis.linear("x", ""), List.of(Instant.EPOCH), series);

            assertThat(texts(draw(bars))).hasSizeBetween(3, 12);
            assertThat(texts(draw(lines))).hasSizeGreaterThan(3);
        }
    }

    private static Element draw(Figure figure) {
        var section = new Section("Title", "Finding.", figure, new Table("", List.of(), List.of()));
        return Jsoup.parse(Charts.svg(section, figure, Canvas.WIDE, "x")).expectFirst("svg");
    }

    private static int height(Element svg) {
        return Integer.parseInt(svg.attr("viewBox").substring("0 0 760 ".length()));
    }

    private static long moves(Element svg) {
        return svg.select(".stroke-s1 path").attr("d").chars().filter(c -> c == 'M').count();
    }

    private static List<String> texts(Element svg) {
        return svg.select("text").stream().map(Element::wholeText).toList();
    }
}
