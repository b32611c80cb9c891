package io.millrace.bench;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The figures with which a measuring process answers, as one line of its output.
///
/// @param figures by name
record Report(Map<String, Double> figures) {

    private static final String MARK = "REPORT ";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Double>> FIGURES = new TypeReference<>() {};

    @SafeVarargs
    static void print(Map<String, ? extends Number>... figures) {
        var all = new TreeMap<String, Number>();
        for (var some : figures) {
            all.putAll(some);
        }
        IO.println(MARK + JSON.writeValueAsString(all));
    }

    /// The report in a line, if it is one.
    static Optional<Report> in(String line) {
        return line.startsWith(MARK)
                ? Optional.of(new Report(JSON.readValue(line.substring(MARK.length()), FIGURES)))
                : Optional.empty();
    }

    double figure(String name) {
        var figure = figures.get(name);
        if (figure == null) {
            throw new IllegalArgumentException("The process did not report %s but %s".formatted(name, figures));
        }
        return figure;
    }

    /// The sum of all figures whose names begin so.
    double sum(String prefix) {
        return figures.entrySet().stream()
                .filter(figure -> figure.getKey().startsWith(prefix))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
