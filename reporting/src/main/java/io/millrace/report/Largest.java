package io.millrace.report;

import io.millrace.report.Figure.Bars;
import io.millrace.report.Figure.Lines;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The largest few of many in falling order, and the others as one. Where a chart compares, that is their mean, because
/// the sum of 185 others would leave nothing to be seen of the 15; where it stacks, it is their sum. A chart with few
/// enough stays as it is.
final class Largest {

    private Largest() {}

    static Bars of(Bars bars, int count) {
        if (bars.categories().size() <= count) {
            return bars;
        }
        var ranked = ranked(bars.categories().size(), place -> weight(bars, place));
        var largest = ranked.subList(0, count);
        var others = ranked.subList(count, ranked.size());
        var categories = new ArrayList<>(largest.stream().map(bars.categories()::get).toList());
        categories.add(name(others.size(), bars.stacked()));
        var series =
                bars.series().stream()
                        .map(each -> new Series(each.name(), largestAndOthers(each, largest, others, bars.stacked())))
                        .toList();
        return new Bars(bars.category(), bars.value(), categories, series, bars.stacked());
    }

    static Lines of(Lines lines, int count) {
        if (lines.series().size() <= count) {
            return lines;
        }
        var ranked = ranked(lines.series().size(), place -> lines.series().get(place).weight());
        var series = new ArrayList<>(ranked.subList(0, count).stream().map(lines.series()::get).toList());
        var others = ranked.subList(count, ranked.size()).stream().map(lines.series()::get).toList();
        var means = new ArrayList<@Nullable Double>();
        for (var at = 0; at < lines.instants().size(); at++) {
            var place = at;
            means.add(one(others, each -> each.values().get(place), false));
        }
        series.add(new Series(name(others.size(), false), means));
        return new Lines(lines.zone(), lines.value(), lines.instants(), series);
    }

    private static List<@Nullable Double> largestAndOthers(
            Series series, List<Integer> largest, List<Integer> others, boolean sum) {
        var values = new ArrayList<@Nullable Double>();
        largest.forEach(place -> values.add(series.values().get(place)));
        values.add(one(others, series.values()::get, sum));
        return values;
    }

    /// The sum or the mean of those that are there.
    private static <T> @Nullable Double one(List<T> many, Function<T, @Nullable Double> value, boolean sum) {
        var present = many.stream().map(value).filter(Objects::nonNull).mapToDouble(Double::doubleValue).toArray();
        var mean = DoubleStream.of(present).average();
        return mean.isEmpty() ? null : Double.valueOf(sum ? mean.getAsDouble() * present.length : mean.getAsDouble());
    }

    /// Places by falling weight; among equals the first one first.
    private static List<Integer> ranked(int size, ToDoubleFunction<Integer> weight) {
        return IntStream.range(0, size).boxed().sorted(Comparator.comparingDouble(weight).reversed()).toList();
    }

    private static double weight(Bars bars, int place) {
        return bars.series().stream()
                .map(each -> each.values().get(place))
                .filter(Objects::nonNull)
                .mapToDouble(Math::abs)
                .sum();
    }

    private static String name(int others, boolean sum) {
        return sum ? others + " others" : "Mean of " + others + " others";
    }
}
