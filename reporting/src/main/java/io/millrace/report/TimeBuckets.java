package io.millrace.report;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A stretch of time in parts of a length that fits it: of minutes for a day, of hours for weeks, of days for months,
/// of months for years. Days and months are the calendar's: a day on which the clock is changed has 23 or 25 hours.
///
/// @param starts the first instant of each part, in order
/// @param end the first instant after the last
/// @param length for people: `hour`
record TimeBuckets(List<Instant> starts, Instant end, String length) {

    static final int MOST = 400;

    private static final Duration MINUTES = Duration.ofMinutes(5);
    private static final Duration HOUR = Duration.ofHours(1);

    TimeBuckets {
        starts = List.copyOf(starts);
    }

    static TimeBuckets of(ReportPeriod period, ZoneId zone) {
        var from = period.from(zone);
        var to = period.to(zone);
        if (Duration.between(from, to).dividedBy(MINUTES) <= MOST) {
            return new TimeBuckets(steps(from, to, MINUTES), to, "5 minutes");
        }
        if (Duration.between(from, to).dividedBy(HOUR) <= MOST) {
            return new TimeBuckets(steps(from, to, HOUR), to, "hour");
        }
        if (period.days() <= MOST) {
            var days = period.first().datesUntil(period.end()).map(day -> start(day, zone)).toList();
            return new TimeBuckets(days, to, "day");
        }
        return new TimeBuckets(months(period, zone), to, "month");
    }

    private static List<Instant> steps(Instant from, Instant to, Duration step) {
        var starts = new ArrayList<Instant>();
        for (var at = from; at.isBefore(to); at = at.plus(step)) {
            starts.add(at);
        }
        return starts;
    }

    private static List<Instant> months(ReportPeriod period, ZoneId zone) {
        var starts = new ArrayList<Instant>();
        for (var day = period.first(); day.isBefore(period.end()); day = day.withDayOfMonth(1).plusMonths(1)) {
            starts.add(start(day, zone));
        }
        return starts;
    }

    private static Instant start(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    int size() {
        return starts.size();
    }

    /// The number of the part that an instant of the stretch is in.
    int of(Instant at) {
        var found = Collections.binarySearch(starts, at);
        return found >= 0 ? found : -found - 2;
    }
}
