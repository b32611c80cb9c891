package io.millrace.report;

import io.millrace.report.Axis.Scale;

import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickUnits;
import org.jfree.data.Range;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.stream.DoubleStream;

/// Axes of values. A logarithmic one is a plain axis of the values' logarithms with labels that say the values:
/// JFreeChart's own ones let their labels run into each other.
final class ValueAxes {

    private ValueAxes() {}

    /// From zero, or from the least value below it.
    static NumberAxis linear(String title, boolean whole) {
        var axis = new NumberAxis(title);
        axis.setStandardTickUnits(
                whole
                        ? NumberAxis.createIntegerTickUnits(Locale.ENGLISH)
                        : NumberAxis.createStandardTickUnits(Locale.ENGLISH));
        axis.setAutoRangeIncludesZero(true);
        Theme.axis(axis);
        axis.setAxisLineVisible(false);
        axis.setTickMarksVisible(false);
        return axis;
    }

    static NumberAxis percent() {
        var axis = linear("Share (%)", true);
        axis.setRange(0, 100);
        axis.setTickUnit(new NumberTickUnit(25));
        return axis;
    }

    static NumberAxis of(Axis axis, DoubleStream values) {
        if (axis.scale() == Scale.LINEAR) {
            return linear(axis.title(), axis.unit().isEmpty());
        }
        var logarithms = values.filter(value -> value > 0).map(Math::log10).summaryStatistics();
        var logarithmic = linear(axis.title(), true);
        var units = new TickUnits();
        for (var decades = 1; decades <= 5; decades++) {
            units.add(new Decades(decades));
        }
        logarithmic.setStandardTickUnits(units);
        if (logarithms.getCount() > 0) {
            var first = Math.floor(logarithms.getMin());
            logarithmic.setRange(new Range(first, Math.max(first + 1, Math.ceil(logarithms.getMax()))), false, true);
            logarithmic.setAutoTickUnitSelection(true);
        }
        return logarithmic;
    }

    /// Where the axis puts a value; NaN where it cannot.
    static double place(Axis axis, double value) {
        return axis.scale() == Scale.LINEAR ? value : value > 0 ? Math.log10(value) : Double.NaN;
    }

    private static final class Decades extends NumberTickUnit {

        private static final long serialVersionUID = 1;

        Decades(int decades) {
            super(decades, new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ENGLISH)));
        }

        @Override
        public String valueToString(double logarithm) {
            return super.valueToString(Math.pow(10, logarithm));
        }
    }
}
