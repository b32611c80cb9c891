package io.millrace.report;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/// One series of a chart: what the legend calls it, and a value for each category or instant; null where there is none.
record Series(String name, List<@Nullable Double> values) {

    // In full, because a short one does not keep for other compilations that values may be null.
    Series(String name, List<@Nullable Double> values) {
        this.name = name;
        this.values = Collections.unmodifiableList(new ArrayList<>(values));
        for (var value : values) {
            if (value != null && !Double.isFinite(value)) {
                throw new IllegalArgumentException("Series \"%s\" has the value %s".formatted(name, value));
            }
        }
    }

    /// A series with a value for each of some things.
    static <T> Series of(String name, Collection<T> things, ToDoubleFunction<? super T> value) {
        var values = new ArrayList<@Nullable Double>();
        things.forEach(thing -> values.add(value.applyAsDouble(thing)));
        return new Series(name, values);
    }

    /// A series without gaps.
    static Series of(String name, double... values) {
        var all = new ArrayList<@Nullable Double>();
        for (var value : values) {
            all.add(value);
        }
        return new Series(name, all);
    }

    /// How much it weighs in a ranking: the sum of its values without their signs.
    double weight() {
        return values.stream().filter(Objects::nonNull).mapToDouble(Math::abs).sum();
    }

    boolean isEmpty() {
        return values.stream().allMatch(Objects::isNull);
    }
}
