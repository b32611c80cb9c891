package io.millrace.io;

import io.millrace.reject.RejectCode;

import java.math.BigDecimal;

/// JSON numbers as exact decimals, within limits that keep arithmetic with them harmless: `1e999999999` is a short text
/// and a small [BigDecimal], but adding 1 to it takes a gigabyte. Stores have narrower limits of their own.
final class Decimals {

    private static final int MAX_LENGTH = 1000;
    private static final int MAX_EXPONENT = 1000;

    private Decimals() {}

    /// The exact value.
    ///
    /// @param number a text that follows the grammar of a JSON number
    static BigDecimal parse(String number) throws InvalidValueException {
        if (number.length() > MAX_LENGTH) {
            throw tooLong(number);
        }
        BigDecimal value;
        try {
            value = new BigDecimal(number);
        } catch (NumberFormatException e) {
            // The grammar is right, so it is the exponent that does not even fit into an int.
            throw outOfRange();
        }
        var exponent = (long) value.precision() - value.scale() - 1;
        if (Math.abs(exponent) <= MAX_EXPONENT) {
            return value;
        }
        if (value.signum() == 0) {
            return BigDecimal.ZERO;
        }
        throw outOfRange();
    }

    /// The exact value as an integer.
    ///
    /// @param number a text that follows the grammar of a JSON number; 3.0 and 1e2 are integers, too
    static long parseLong(String number) throws InvalidValueException {
        var value = parse(number).stripTrailingZeros();
        if (value.scale() > 0) {
            throw new InvalidValueException(RejectCode.NUMBER_TOO_PRECISE, "is not an integer");
        }
        try {
            return value.longValueExact();
        } catch (ArithmeticException e) {
            throw new InvalidValueException(RejectCode.NUMBER_OUT_OF_RANGE, "does not fit into 64 bits");
        }
    }

    private static InvalidValueException tooLong(String number) {
        var integer = number.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
        return new InvalidValueException(
                integer ? RejectCode.NUMBER_OUT_OF_RANGE : RejectCode.NUMBER_TOO_PRECISE,
                "has %,d characters, and %,d are the most".formatted(number.length(), MAX_LENGTH));
    }

    private static InvalidValueException outOfRange() {
        return new InvalidValueException(
                RejectCode.NUMBER_OUT_OF_RANGE, "is not between 1E-%1$d and 1E+%1$d".formatted(MAX_EXPONENT));
    }
}
