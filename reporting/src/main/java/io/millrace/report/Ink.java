package io.millrace.report;

import static java.util.stream.Collectors.joining;

import java.awt.Color;
import java.awt.Paint;
import java.util.Arrays;
import java.util.Locale;

/// What the pages and charts are coloured with: each ink by day and by night. Charts are drawn by day; their SVG then
/// only says which ink it is, and the style sheet decides what that looks like. The six of the series stem from Okabe
/// and Ito, and stay apart for eyes that miss a colour.
enum Ink {
    TEXT("#1c2430", "#e4e8ee"),
    FAINT("#56606e", "#a3adbc"),
    LINE("#dfe3e8", "#313843"),
    BACK("#f6f7f9", "#14171c"),
    PANEL("#ffffff", "#1d2129"),
    LINK("#0b5cad", "#7db8f5"),
    S1("#0072b2", "#56b4e9"),
    S2("#b84300", "#e0722f"),
    S3("#00a67d", "#1fae85"),
    S4("#7d2e78", "#c77fd0"),
    S5("#9c8c00", "#f2e58a"),
    S6("#3f4854", "#858b99");

    private static final Ink[] OF_SERIES = {S1, S2, S3, S4, S5, S6};

    final String light;
    final String dark;

    Ink(String light, String dark) {
        this.light = light;
        this.dark = dark;
    }

    static Ink ofSeries(int index) {
        return OF_SERIES[index % OF_SERIES.length];
    }

    /// What charts are drawn with.
    Paint paint() {
        return Color.decode(light);
    }

    /// The same as JFreeSVG writes it.
    String inSvg() {
        var colour = Color.decode(light);
        return "rgb(" + colour.getRed() + "," + colour.getGreen() + "," + colour.getBlue() + ")";
    }

    String cssName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The custom properties of all inks, and the classes that fill and stroke with them.
    static String css() {
        var properties =
                Arrays.stream(values())
                        .map(ink -> "--%s:light-dark(%s,%s);".formatted(ink.cssName(), ink.light, ink.dark))
                        .collect(joining("", ":root{", "}\n"));
        var classes =
                Arrays.stream(values())
                        .map(Ink::cssName)
                        .map(name -> ".fill-%1$s{fill:var(--%1$s)}.stroke-%1$s{stroke:var(--%1$s)}".formatted(name))
                        .collect(joining("", "", "\n"));
        return properties + classes;
    }
}
