package io.millrace.report;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/// The days that a report covers, in ISO 8601's words: a day `2026-11-19`, a week `2026-W47`, a month `2026-11`, or a
/// free range `2026-11-01..2026-11-19` with its last day.
///
/// @param text as it was written
/// @param first its first day
/// @param end the first day after it
public record ReportPeriod(String text, LocalDate first, LocalDate end) {

    /// The longest free range.
    static final int LONGEST = 3660;

    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern WEEK = Pattern.compile("\\d{4}-W\\d{2}");
    private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");
    private static final Pattern RANGE = Pattern.compile("(" + DAY + ")\\.\\.(" + DAY + ")");

    /// A day.
    public static ReportPeriod day(LocalDate day) {
        return new ReportPeriod(day.toString(), day, day.plusDays(1));
    }

    /// The period that a text names.
    ///
    /// @throws InvalidReportException if it names none
    public static ReportPeriod parse(String text) {
        try {
            return parsed(text);
        } catch (DateTimeException noDay) {
            throw invalid();
        }
    }

    private static ReportPeriod parsed(String text) {
        if (DAY.matcher(text).matches()) {
            return day(LocalDate.parse(text));
        }
        if (WEEK.matcher(text).matches()) {
            var monday = LocalDate.parse(text + "-" + DayOfWeek.MONDAY.getValue(), DateTimeFormatter.ISO_WEEK_DATE);
            return new ReportPeriod(text, monday, monday.plusWeeks(1));
        }
        if (MONTH.matcher(text).matches()) {
            var month = YearMonth.parse(text);
            return new ReportPeriod(text, month.atDay(1), month.plusMonths(1).atDay(1));
        }
        var range = RANGE.matcher(text);
        if (!range.matches()) {
            throw invalid();
        }
        var period =
                new ReportPeriod(text, LocalDate.parse(range.group(1)), LocalDate.parse(range.group(2)).plusDays(1));
        if (period.days() < 1 || period.days() > LONGEST) {
            throw new InvalidReportException(
                    "period", "A range must have 1 to %d days, not %d.".formatted(LONGEST, period.days()));
        }
        return period;
    }

    private static InvalidReportException invalid() {
        return new InvalidReportException(
                "period",
                "The period must be a day (2026-11-19), a week (2026-W47), a month (2026-11) or a range of days"
                        + " (2026-11-01..2026-11-19).");
    }

    /// How many days it has.
    long days() {
        return ChronoUnit.DAYS.between(first, end);
    }

    /// Its first instant in a zone. A day begins at midnight, or where the clock leaps over midnight at the first
    /// instant after it.
    Instant from(ZoneId zone) {
        return first.atStartOfDay(zone).toInstant();
    }

    /// The first instant after it in a zone.
    Instant to(ZoneId zone) {
        return end.atStartOfDay(zone).toInstant();
    }

    /// For people.
    String in(ZoneId zone) {
        var days = days() == 1 ? first.toString() : "%s to %s".formatted(first, end.minusDays(1));
        return "%s (%s)".formatted(days, zone.getId());
    }
}
