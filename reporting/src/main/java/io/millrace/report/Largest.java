package io.millrace.report;

import io.millrace.report.Figure.Bars;
import io.millrace.report.Figure.Lines;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// The largest few of many, in falling order, and one more that the others add up to. A chart with few enough stays as
/// it is. For values that may be added only: not for averages.
final class Largest {

    private Largest() {}

    static Bars of(Bars bars, int count) {
        if (bars.categories().size() <= count) {
            return bars;
        }
        var places = ranked(bars.categories().size(), place -> weight(bars, place));
        var kept = places.subList(0, count);
        var others = places.subList(count, places.size());
        var categories = new ArrayList<>(kept.stream().map(bars.categories()::get).toList());
        categories.add(others(others.size()));
        var series = new ArrayList<Series>();
        for (var each : bars.series()) {
            var values = new ArrayList<@Nullable Double>();
            kept.forEach(place -> values.add(each.values().get(place)));
            values.add(each.sum(others));
            series.add(new Series(each.name(), values));
        }
        return new Bars(bars.category(), bars.value(), categories, series, bars.stacked());
    }

    static Lines of(Lines lines, int count) {
        if (lines.series().size() <= count) {
            return lines;
        }
        var places = ranked(lines.series().size(), place -> lines.series().get(place).weight());
        var series = new ArrayList<>(places.subList(0, count).stream().map(lines.series()::get).toList());
        var others = places.subList(count, places.size()).stream().map(lines.series()::get).toList();
        var sums = new ArrayList<@Nullable Double>();
        var all = IntStream.range(0, others.size()).boxed().toList();
        for (var at = 0; at < lines.instants().size(); at++) {
            sums.add(new Series("at " + at, at(others, at)).sum(all));
        }
        series.add(new Series(others(others.size()), sums));
        return new Lines(lines.zone(), lines.value(), lines.instants(), series);
    }

    private static List<@Nullable Double> at(List<Series> series, int place) {
        var values = new ArrayList<@Nullable Double>();
        series.forEach(each -> values.add(each.values().get(place)));
        return values;
    }

    /// Places by falling weight; among equals the first one first.
    private static List<Integer> ranked(int size, ToDoubleFunction<Integer> weight) {
        return IntStream.range(0, size).boxed().sorted(Comparator.comparingDouble(weight).reversed()).toList();
    }

    private static double weight(Bars bars, int place) {
        return new Series("", at(bars.series(), place)).weight();
    }

    private static String others(int count) {
        return count + " others";
    }
}
