package io.millrace.report;

import io.millrace.report.Figure.Shares;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Values as per cent of their category's sum.
final class Percentages {

    private Percentages() {}

    static List<Series> of(Shares shares) {
        var percentages = new ArrayList<Series>();
        for (var series : shares.series()) {
            var values = new ArrayList<@Nullable Double>();
            for (var c = 0; c < shares.categories().size(); c++) {
                var value = series.values().get(c);
                var sum = sum(shares, c);
                values.add(value == null || sum == 0 ? null : Double.valueOf(100 * value / sum));
            }
            percentages.add(new Series(series.name(), values));
        }
        return percentages;
    }

    private static double sum(Shares shares, int category) {
        var sum = 0.0;
        for (var series : shares.series()) {
            var value = series.values().get(category);
            sum += value == null ? 0 : value;
        }
        return sum;
    }
}
