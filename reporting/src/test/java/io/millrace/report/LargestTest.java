package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.report.Figure.Bars;
import io.millrace.report.Figure.Lines;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

class LargestTest {

    private static final Axis ENERGY = Axis.linear("Energy", "kWh");

    @Test
    void keepsTheHeaviestCategoriesAndTheMeanOfTheOthers() {
        var bars =
                new Bars(
                        "Site",
                        ENERGY,
                        List.of("a", "b", "c", "d"),
                        List.of(
                                new Series("generated", Arrays.asList(1.0, 9.0, null, 2.0)),
                                new Series("net", Arrays.asList(1.0, -5.0, -20.0, null))),
                        false);

        var largest = bars.largest(2);

        assertThat(largest.categories()).containsExactly("c", "b", "Mean of 2 others");
        assertThat(largest.series())
                .containsExactly(
                        new Series("generated", Arrays.asList(null, 9.0, 1.5)),
                        new Series("net", Arrays.asList(-20.0, -5.0, 1.0)));
    }

    @Test
    void keepsTheHeaviestLinesAndTheMeanOfTheOthersByInstant() {
        var lines =
                new Lines(
                        ZoneOffset.UTC,
                        ENERGY,
                        List.of(Instant.EPOCH, Instant.EPOCH.plusSeconds(60)),
                        List.of(
                                new Series("a", Arrays.asList(1.0, null)),
                                new Series("b", Arrays.asList(5.0, 5.0)),
                                new Series("c", Arrays.asList(2.0, null))));

        assertThat(lines.largest(1).series())
                .containsExactly(
                        new Series("b", Arrays.asList(5.0, 5.0)),
                        new Series("Mean of 2 others", Arrays.asList(1.5, null)));
    }

    @Test
    void addsUpTheOthersWhereBarsAreStacked() {
        var bars =
                new Bars(
                        "Site",
                        ENERGY,
                        List.of("a", "b", "c"),
                        List.of(new Series("net", Arrays.asList(1.0, 9.0, 2.0))),
                        true);

        assertThat(bars.largest(1).categories()).containsExactly("b", "2 others");
        assertThat(bars.largest(1).series()).containsExactly(new Series("net", Arrays.asList(9.0, 3.0)));
    }

    @Test
    void leavesAChartThatFitsAsItIs() {
        var bars =
                new Bars("Site", ENERGY, List.of("a", "b"), List.of(new Series("net", Arrays.asList(1.0, 2.0))), false);

        assertThat(bars.largest(2)).isSameAs(bars);
    }

    @Test
    void aSeriesHasAValueForEachPlaceAndOnlyNumbers() {
        assertThatThrownBy(() -> new Bars("Site", ENERGY, List.of("a"), List.of(new Series("x", List.of())), false))
                .hasMessage("Series \"x\" has 0 values for 1 places");
        assertThatThrownBy(() -> new Series("x", List.of(Double.NaN))).hasMessage("Series \"x\" has the value NaN");
    }
}
