package io.millrace.bench;

import java.util.Locale;

/// What a result should be.
sealed interface Target {

    record AtLeast(double bound) implements Target {}

    record AtMost(double bound) implements Target {}

    /// The figure is for the record.
    record None() implements Target {}

    default boolean isMetBy(double value) {
        return switch (this) {
            case AtLeast(var bound) -> value >= bound;
            case AtMost(var bound) -> value <= bound;
            case None() -> true;
        };
    }

    /// For people.
    default String text() {
        return switch (this) {
            case AtLeast(var bound) -> "≥ " + plain(bound);
            case AtMost(var bound) -> "≤ " + plain(bound);
            case None() -> "";
        };
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? "%.0f".formatted(bound) : String.format(Locale.ROOT, "%.2f", bound);
    }
}
