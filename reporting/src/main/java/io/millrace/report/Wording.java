package io.millrace.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Numbers and times as a report writes them.
final class Wording {

    private static final BigDecimal TOO_LONG = new BigDecimal("1E+15");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private Wording() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// `1 anomaly`, `1,204 anomalies`.
    static String count(long number, String one, String many) {
        return count(number) + " " + (number == 1 ? one : many);
    }

    /// A quantity with all of its decimals, up to six.
    static String exact(BigDecimal quantity) {
        return decimal(quantity, "#,##0.######");
    }

    /// A quantity rounded to what a sentence bears: one decimal, none beyond a thousand, two digits below one.
    static String rounded(BigDecimal quantity) {
        var size = quantity.abs();
        if (size.compareTo(BigDecimal.ONE) < 0) {
            return decimal(quantity.round(new MathContext(2)), "0.######");
        }
        return decimal(quantity, size.compareTo(BigDecimal.valueOf(1000)) < 0 ? "#,##0.#" : "#,##0");
    }

    private static String decimal(BigDecimal quantity, String pattern) {
        if (quantity.abs().compareTo(TOO_LONG) >= 0) {
            return quantity.round(new MathContext(7)).toString();
        }
        var format = new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setRoundingMode(RoundingMode.HALF_UP);
        var text = format.format(quantity);
        return text.matches("-[0.]+") ? text.substring(1) : text;
    }

    static String kwh(BigDecimal quantity) {
        return rounded(quantity) + " kWh";
    }

    /// A share in per cent with one decimal; it is 100 only if nothing is left out, and 0 only if there is nothing.
    static String share(long part, long whole) {
        if (whole == 0) {
            return "0 %";
        }
        var share =
                HUNDRED.multiply(BigDecimal.valueOf(part)).divide(BigDecimal.valueOf(whole), 1, RoundingMode.HALF_UP);
        if (part < whole && share.compareTo(HUNDRED) >= 0) {
            return "99.9 %";
        }
        return part > 0 && share.signum() == 0 ? "0.1 %" : share.stripTrailingZeros().toPlainString() + " %";
    }

    /// How many times as large, with one decimal.
    static String times(BigDecimal large, BigDecimal small) {
        var times = large.divide(small, 1, RoundingMode.HALF_UP);
        return times.compareTo(BigDecimal.valueOf(1000)) >= 0 ? "more than 1,000" : times.toPlainString();
    }

    /// `2 h 5 min`, with its two largest units.
    static String duration(Duration length) {
        if (length.compareTo(Duration.ofSeconds(1)) < 0) {
            return length.toMillis() + " ms";
        }
        var units = new String[] {"d", "h", "min", "s"};
        var parts = new long[] {length.toDays(), length.toHoursPart(), length.toMinutesPart(), length.toSecondsPart()};
        var text = new StringBuilder();
        for (int unit = 0, said = 0; unit < units.length && said < 2; unit++) {
            if (parts[unit] > 0) {
                text.append(text.isEmpty() ? "" : " ").append(parts[unit]).append(' ').append(units[unit]);
            }
            said += text.isEmpty() ? 0 : 1;
        }
        return text.toString();
    }

    static String minute(Instant at, ZoneId zone) {
        return MINUTE.format(at.atZone(zone));
    }

    static String second(Instant at, ZoneId zone) {
        return SECOND.format(at.atZone(zone));
    }
}
