package io.millrace.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Sides measured in turn, so that a slow moment of the machine meets all of them; every other round goes the other way
/// round.
///
/// @param sides what was reported of each side, by round
record Rounds(Map<String, List<Report>> sides) {

    /// Measures one side once.
    @FunctionalInterface
    interface Side {
        Report measure() throws Exception;
    }

    static Rounds of(int rounds, Map<String, Side> sides) throws Exception {
        var reports = new LinkedHashMap<String, List<Report>>();
        var order = new ArrayList<>(sides.entrySet());
        for (var round = 0; round < rounds; round++) {
            for (var side : order) {
                reports.computeIfAbsent(side.getKey(), _ -> new ArrayList<>()).add(side.getValue().measure());
            }
            Collections.reverse(order);
        }
        return new Rounds(reports);
    }

    /// The median of a side's figure.
    double median(String side, String figure) {
        return median(sides.getOrDefault(side, List.of()), report -> report.figure(figure));
    }

    static double median(List<Report> reports, ToDoubleFunction<Report> figure) {
        var sorted = reports.stream().mapToDouble(figure).sorted().toArray();
        var middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
