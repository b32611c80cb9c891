package io.millrace.report;

/// An axis of values.
///
/// @param name what it measures
/// @param unit in what; empty for plain counts
/// @param scale how the values are laid out
record Axis(String name, String unit, Scale scale) {

    enum Scale {
        LINEAR,
        /// For values over several orders of magnitude; those that are not positive are left out.
        LOGARITHMIC
    }

    static Axis linear(String name, String unit) {
        return new Axis(name, unit, Scale.LINEAR);
    }

    static Axis logarithmic(String name, String unit) {
        return new Axis(name, unit, Scale.LOGARITHMIC);
    }

    String title() {
        return unit.isEmpty() ? name : "%s (%s)".formatted(name, unit);
    }
}
