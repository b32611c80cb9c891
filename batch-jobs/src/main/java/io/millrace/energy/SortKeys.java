package io.millrace.energy;

import static java.time.temporal.ChronoField.NANO_OF_SECOND;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/// Instants as the table's sort key writes them.
///
/// A key is UTC, always with nine digits of a second: `2026-03-01T12:00:00.000000000Z`. DynamoDB sorts text byte by
/// byte, so only a fixed width puts it in the order of time ([Instant#toString()] would put `…:00Z` behind `…:00.5Z`),
/// and only one spelling per instant makes the same reading the same item, whatever zone or precision its file uses.
/// The width also bounds the years: 0 to 9999.
final class SortKeys {

    static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private static final DateTimeFormatter KEY =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
                    .appendFraction(NANO_OF_SECOND, 9, 9, true)
                    .appendLiteral('Z')
                    .toFormatter()
                    .withZone(ZoneOffset.UTC);

    private SortKeys() {}

    static String of(Instant at) {
        return KEY.format(at);
    }

    static Instant at(String key) {
        return Instant.parse(key);
    }
}
