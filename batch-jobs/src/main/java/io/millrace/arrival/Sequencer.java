package io.millrace.arrival;

import java.util.Locale;
import java.util.regex.Pattern;

/// S3's order of the events of **one key**; between different keys it means nothing.
///
/// S3 sends hexadecimal digits of differing lengths, to be compared as text after the shorter one was padded with zeros
/// on the right. Kept here without trailing zeros and in upper case, so that equal means equal.
public record Sequencer(String value) implements Comparable<Sequencer> {

    private static final Pattern FORM = Pattern.compile("[0-9A-Fa-f]{1,64}");
    private static final Pattern PADDING = Pattern.compile("0+$");

    public Sequencer {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "%s is not a sequencer: 1 to 64 hexadecimal digits".formatted(Quoted.of(value)));
        }
        value = PADDING.matcher(value.toUpperCase(Locale.ROOT)).replaceFirst("");
        if (value.isEmpty()) {
            value = "0";
        }
    }

    /// Whether a text has the form of a sequencer.
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    // Without trailing zeros the plain order of texts is the padded one: a prefix comes first, as its padding would.
    @Override
    public int compareTo(Sequencer other) {
        return value.compareTo(other.value);
    }
}
