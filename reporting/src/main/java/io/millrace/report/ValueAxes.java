package io.millrace.report;

import io.millrace.report.Axis.Scale;

import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.data.Range;

import java.text.NumberFormat;
import java.util.Locale;

/// Axes of values. A logarithmic one is a plain axis of the values' logarithms with labels that say the values:
/// JFreeChart's own ones let their labels run into each other.
final class ValueAxes {

    private static final double ROUNDING = 1e-9;
    private static final double NOTHING = 1e-6;
    private static final double MANY = 100_000;

    private ValueAxes() {}

    static NumberAxis of(Axis axis) {
        var drawn = new NumberAxis(Labels.fit(axis.title(), Labels.VALUE_TITLE));
        drawn.setAutoRangeIncludesZero(axis.scale() == Scale.LINEAR);
        drawn.setLowerMargin(0);
        drawn.setUpperMargin(0);
        Theme.axis(drawn);
        drawn.setAxisLineVisible(false);
        drawn.setTickMarksVisible(false);
        return drawn;
    }

    /// Where the axis puts a value; NaN where it cannot.
    static double place(Axis axis, double value) {
        return axis.scale() == Scale.LINEAR ? value : value > 0 ? Math.log10(value) : Double.NaN;
    }

    /// Divides an axis that knows its data into at most about that many parts, and lets it begin and end at a tick, or
    /// at a whole power of ten.
    static void divide(NumberAxis drawn, Axis axis, int parts) {
        var range = drawn.getRange();
        if (range.getLength() < NOTHING) {
            range = Range.expandToInclude(new Range(range.getCentralValue(), range.getCentralValue()), 1);
        }
        var whole = axis.unit().isEmpty() || axis.scale() == Scale.LOGARITHMIC;
        var step = step(range.getLength() / parts, whole);
        var grain = axis.scale() == Scale.LOGARITHMIC ? 1 : step;
        var lower = Math.floor(range.getLowerBound() / grain + ROUNDING) * grain;
        var upper = Math.ceil(range.getUpperBound() / grain - ROUNDING) * grain;
        drawn.setRange(lower, Math.max(upper, lower + grain));
        drawn.setTickUnit(
                axis.scale() == Scale.LINEAR ? new NumberTickUnit(step, format(step, step)) : new Decades(step));
    }

    /// The next of 1, 2, 5, 10, 20 and so on.
    private static double step(double length, boolean whole) {
        var power = Math.pow(10, Math.floor(Math.log10(length) + ROUNDING));
        var digit = length / power - ROUNDING;
        var step = power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
        return whole ? Math.max(1, step) : step;
    }

    /// Enough digits for the step; large numbers such as 2M.
    private static NumberFormat format(double value, double step) {
        if (value >= MANY) {
            var compact = NumberFormat.getCompactNumberInstance(Locale.ENGLISH, NumberFormat.Style.SHORT);
            compact.setMaximumFractionDigits(1);
            return compact;
        }
        var plain = NumberFormat.getNumberInstance(Locale.ENGLISH);
        plain.setMaximumFractionDigits((int) Math.max(0, Math.ceil(-Math.log10(step) - ROUNDING)));
        return plain;
    }

    private static final class Decades extends NumberTickUnit {

        private static final long serialVersionUID = 1;

        Decades(double decades) {
            super(decades);
        }

        @Override
        public String valueToString(double logarithm) {
            var value = Math.pow(10, logarithm);
            return format(value, value).format(value);
        }
    }
}
