package io.millrace.report;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/// One series of a chart: what the legend calls it, and a value for each category or instant; null where there is none.
record Series(String name, List<@Nullable Double> values) {

    Series {
        values = Collections.unmodifiableList(new ArrayList<>(values));
        for (var value : values) {
            if (value != null && !Double.isFinite(value)) {
                throw new IllegalArgumentException("Series \"%s\" has the value %s".formatted(name, value));
            }
        }
    }

    /// How much it weighs in a ranking: the sum of its values without their signs.
    double weight() {
        return values.stream().filter(Objects::nonNull).mapToDouble(Math::abs).sum();
    }

    boolean isEmpty() {
        return values.stream().allMatch(Objects::isNull);
    }
}
