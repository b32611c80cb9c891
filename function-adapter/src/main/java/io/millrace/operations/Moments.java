package io.millrace.operations;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;

/// Points in time as query parameters write them: ISO 8601, a day or a time with its offset from UTC.
public final class Moments {

    private static final int FIRST_YEAR = 0;
    private static final int LAST_YEAR = 9999;

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .appendLiteral('T')
                    .append(DateTimeFormatter.ISO_LOCAL_TIME)
                    .optionalStart()
                    .appendOffset("+HH:mm", "Z")
                    .toFormatter()
                    .withResolverStyle(ResolverStyle.STRICT);

    private Moments() {}

    /// The instant of `2026-03-01T12:00:00Z` or `2026-03-01T12:00:00+02:00`; a day, `2026-03-01`, stands for its first
    /// instant in UTC.
    ///
    /// @throws IllegalArgumentException if the text is no such thing; the message is for whoever wrote it
    public static Instant parse(String text) {
        return isDay(text) ? day(text).atStartOfDay(ZoneOffset.UTC).toInstant() : time(text, false);
    }

    /// Like [#parse], but a time without an offset is taken to be in UTC.
    public static Instant parseLenient(String text) {
        return isDay(text) ? parse(text) : time(text, true);
    }

    /// The day of `2026-03-01`.
    ///
    /// @throws IllegalArgumentException if the text is no such thing; the message is for whoever wrote it
    public static LocalDate parseDay(String text) {
        var invalid = new InvalidTextException("The value must be a day such as 2026-03-01.");
        if (!isDay(text)) {
            throw invalid;
        }
        try {
            return LocalDate.parse(text, DateTimeFormatter.ISO_LOCAL_DATE);
        } catch (DateTimeException e) {
            throw invalid;
        }
    }

    /// Whether a text has the length of a day's.
    public static boolean isDay(String text) {
        return text.length() == "2026-03-01".length();
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text, DateTimeFormatter.ISO_LOCAL_DATE);
        } catch (DateTimeException e) {
            throw invalid();
        }
    }

    private static Instant time(String text, boolean lenient) {
        // An unencoded plus means a space in a query, and an offset begins with one.
        var parsed = parsed(text.strip().replace(' ', text.indexOf('T') > 0 || text.indexOf('t') > 0 ? '+' : 'T'));
        var instant =
                switch (parsed) {
                    case OffsetDateTime time -> time.toInstant();
                    case LocalDateTime time when lenient -> time.toInstant(ZoneOffset.UTC);
                    default -> throw invalid();
                };
        var year = instant.atOffset(ZoneOffset.UTC).getYear();
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw new InvalidTextException("The year must be 0000 to 9999.");
        }
        return instant;
    }

    private static Object parsed(String text) {
        try {
            return TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        } catch (DateTimeException e) {
            throw invalid();
        }
    }

    private static InvalidTextException invalid() {
        return new InvalidTextException(
                "The value must be a day such as 2026-03-01, or a time with its offset such as 2026-03-01T12:00:00Z.");
    }
}
