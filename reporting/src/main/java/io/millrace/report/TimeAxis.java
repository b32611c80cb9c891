package io.millrace.report;

import org.jfree.chart.axis.DateAxis;
import org.jfree.chart.axis.DateTickUnit;
import org.jfree.chart.axis.DateTickUnitType;
import org.jfree.chart.axis.TickUnits;

import java.text.SimpleDateFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;

/// The axis of time: its ticks stand on full hours, days or months of the zone's clock, and its title names the zone.
record TimeAxis(ZoneId zone, List<Instant> instants) {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);

    DateAxis axis() {
        var axis = new DateAxis(Labels.fit(title(), Labels.AXIS_TITLE), TimeZone.getTimeZone(zone), Locale.ENGLISH);
        axis.setStandardTickUnits(units());
        axis.setAutoRangeMinimumSize((double) Duration.ofHours(1).toMillis());
        axis.setLowerMargin(0.01);
        axis.setUpperMargin(0.01);
        Theme.axis(axis);
        return axis;
    }

    private String title() {
        return oneDay()
                ? "Time, %s (%s)".formatted(DAY.format(instants.getFirst().atZone(zone)), zone)
                : "Time (%s)".formatted(zone);
    }

    /// A day may end with the first instant of the next.
    private boolean oneDay() {
        return !instants.isEmpty()
                && instants.getFirst()
                        .atZone(zone)
                        .toLocalDate()
                        .equals(instants.getLast().minusMillis(1).atZone(zone).toLocalDate());
    }

    private TickUnits units() {
        var units = new TickUnits();
        add(units, DateTickUnitType.MINUTE, "HH:mm", 1, 5, 15, 30);
        add(units, DateTickUnitType.HOUR, oneDay() ? "HH:mm" : "d MMM HH:mm", 1, 2, 3, 6, 12);
        add(units, DateTickUnitType.DAY, "d MMM", 1, 2, 4, 7, 14);
        add(units, DateTickUnitType.MONTH, "MMM yyyy", 1, 2, 3, 6);
        add(units, DateTickUnitType.YEAR, "yyyy", 1, 2, 5, 10);
        return units;
    }

    private void add(TickUnits units, DateTickUnitType type, String pattern, int... counts) {
        for (var count : counts) {
            var format = new SimpleDateFormat(pattern, Locale.ENGLISH);
            format.setTimeZone(TimeZone.getTimeZone(zone));
            units.add(new DateTickUnit(type, count, format));
        }
    }
}
