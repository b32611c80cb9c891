package io.millrace.io;

import io.millrace.reject.RejectCode;

import java.math.BigDecimal;

/// Numbers as CSV files have them: `-12`, `0012.50`. Taken from the characters where they are, because a file holds
/// millions of them.
final class CsvNumbers {

    /// Any number of so many digits fits into a long.
    private static final int LONG_DIGITS = 18;

    private CsvNumbers() {}

    static long integer(char[] text, int from, int to) throws InvalidValueException {
        var first = text[from] == '-' ? from + 1 : from;
        if (first == to) {
            throw notANumber();
        }
        // Negative numbers reach one further than positive ones.
        var negated = 0L;
        var fits = true;
        for (var i = first; i < to; i++) {
            var digit = digit(text[i]);
            fits &= negated > Long.MIN_VALUE / 10 || (negated == Long.MIN_VALUE / 10 && digit <= 8);
            negated = negated * 10 - digit;
        }
        if (!fits || (first == from && negated == Long.MIN_VALUE)) {
            throw new InvalidValueException(RejectCode.NUMBER_OUT_OF_RANGE, "does not fit into 64 bits");
        }
        return first == from ? -negated : negated;
    }

    static BigDecimal decimal(char[] text, int from, int to, int precision, int scale) throws InvalidValueException {
        var first = text[from] == '-' ? from + 1 : from;
        var point = point(text, first, to);
        var leading = first;
        while (leading < point && text[leading] == '0') {
            leading++;
        }
        var fraction = Math.max(0, to - point - 1);
        while (fraction > scale && text[point + fraction] == '0') {
            fraction--;
        }
        if (fraction > scale) {
            throw new InvalidValueException(
                    RejectCode.NUMBER_TOO_PRECISE, "has more than %,d digits behind the point".formatted(scale));
        }
        if (point - leading > precision - scale) {
            throw new InvalidValueException(
                    RejectCode.NUMBER_OUT_OF_RANGE,
                    "has more than %,d digits before the point".formatted(precision - scale));
        }
        var end = fraction == 0 ? point : point + 1 + fraction;
        if (point - leading + fraction > LONG_DIGITS) {
            return new BigDecimal(text, from, end - from);
        }
        var unscaled = 0L;
        for (var i = leading; i < end; i++) {
            if (i != point) {
                unscaled = unscaled * 10 + text[i] - '0';
            }
        }
        return BigDecimal.valueOf(first == from ? unscaled : -unscaled, fraction);
    }

    /// Where the point is, or would be behind an integer.
    private static int point(char[] text, int first, int to) throws InvalidValueException {
        var point = to;
        for (var i = first; i < to; i++) {
            if (text[i] == '.' && point == to && i > first && i < to - 1) {
                point = i;
            } else {
                digit(text[i]);
            }
        }
        if (first == to) {
            throw notANumber();
        }
        return point;
    }

    private static int digit(char character) throws InvalidValueException {
        if (character < '0' || character > '9') {
            throw notANumber();
        }
        return character - '0';
    }

    private static InvalidValueException notANumber() {
        return new InvalidValueException(RejectCode.INVALID_NUMBER, "is not a number");
    }
}
