package io.millrace.io;

import io.millrace.reject.RejectCode;

import java.time.DateTimeException;
import java.time.LocalDate;

/// Days as ISO 8601 writes them, `2026-11-20`, and in no other way.
final class CsvDates {

    private static final int LENGTH = 10;

    private CsvDates() {}

    static LocalDate parse(char[] text, int from, int to) throws InvalidValueException {
        if (to - from != LENGTH || text[from + 4] != '-' || text[from + 7] != '-') {
            throw invalid("is not a date like 2026-11-20");
        }
        var year = number(text, from, 4);
        var month = number(text, from + 5, 2);
        var day = number(text, from + 8, 2);
        try {
            if (year > 0) {
                return LocalDate.of(year, month, day);
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw invalid("is a day that does not exist");
    }

    private static int number(char[] text, int from, int digits) throws InvalidValueException {
        var number = 0;
        for (var i = from; i < from + digits; i++) {
            if (text[i] < '0' || text[i] > '9') {
                throw invalid("is not a date like 2026-11-20");
            }
            number = number * 10 + text[i] - '0';
        }
        return number;
    }

    private static InvalidValueException invalid(String reason) {
        return new InvalidValueException(RejectCode.INVALID_DATE, reason);
    }
}
