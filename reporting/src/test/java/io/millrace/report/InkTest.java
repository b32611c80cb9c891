package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.awt.Color;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Contrast as WCAG 2.2 computes it; what eyes see that miss a colour as Machado, Oliveira and Fernandes (2009) do.
class InkTest {

    private static final List<Function<Ink, String>> SCHEMES = List.of(ink -> ink.light, ink -> ink.dark);
    private static final List<Ink> SERIES = IntStream.range(0, 6).mapToObj(Ink::ofSeries).toList();

    private static final double[][] ALL_COLOURS = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    private static final double[][] PROTANOPIA = {
        {0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}
    };
    private static final double[][] DEUTERANOPIA = {
        {0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}
    };
    private static final double[][] TRITANOPIA = {
        {1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}
    };

    @Test
    void textCanBeReadOnEveryGround() {
        for (var scheme : SCHEMES) {
            for (var ground : List.of(Ink.BACK, Ink.PANEL)) {
                for (var text : List.of(Ink.TEXT, Ink.FAINT, Ink.LINK)) {
                    assertThat(contrast(scheme.apply(text), scheme.apply(ground)))
                            .as("%s on %s", scheme.apply(text), scheme.apply(ground))
                            .isGreaterThanOrEqualTo(4.5);
                }
            }
        }
    }

    @Test
    void seriesStandOutFromTheirGround() {
        for (var scheme : SCHEMES) {
            assertThat(SERIES).allMatch(ink -> contrast(scheme.apply(ink), scheme.apply(Ink.PANEL)) >= 3);
        }
    }

    @Test
    void seriesStayApartForEyesThatMissAColour() {
        for (var eyes : List.of(ALL_COLOURS, PROTANOPIA, DEUTERANOPIA, TRITANOPIA)) {
            for (var scheme : SCHEMES) {
                for (var one : SERIES) {
                    for (var other : SERIES.subList(SERIES.indexOf(one) + 1, SERIES.size())) {
                        assertThat(distance(lab(scheme.apply(one), eyes), lab(scheme.apply(other), eyes)))
                                .as("%s and %s", scheme.apply(one), scheme.apply(other))
                                .isGreaterThan(10);
                    }
                }
            }
        }
    }

    private static double contrast(String one, String other) {
        var first = luminance(one);
        var second = luminance(other);
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double luminance(String colour) {
        var rgb = linear(colour);
        return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    }

    private static double[] linear(String colour) {
        var rgb = Color.decode(colour).getRGBColorComponents(null);
        return IntStream.range(0, 3)
                .mapToDouble(at -> rgb[at] <= 0.04045 ? rgb[at] / 12.92 : Math.pow((rgb[at] + 0.055) / 1.055, 2.4))
                .toArray();
    }

    private static double[] lab(String colour, double[][] eyes) {
        var rgb = linear(colour);
        var seen = new double[3];
        for (var at = 0; at < 3; at++) {
            var sum = eyes[at][0] * rgb[0] + eyes[at][1] * rgb[1] + eyes[at][2] * rgb[2];
            seen[at] = Math.clamp(sum, 0, 1);
        }
        DoubleUnaryOperator root = t -> t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116.0;
        var x = root.applyAsDouble((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.9505);
        var y = root.applyAsDouble(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]);
        var z = root.applyAsDouble((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.089);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double distance(double[] one, double[] other) {
        return Math.sqrt(IntStream.range(0, 3).mapToDouble(at -> Math.pow(one[at] - other[at], 2)).sum());
    }
}
