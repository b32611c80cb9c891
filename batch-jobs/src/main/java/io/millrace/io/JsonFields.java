package io.millrace.io;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// The fields of one JSON object as its parser met them, values still as text: nobody pays for what nobody asks for.
final class JsonFields {

    /// Up to here names are compared one by one, which for a few is faster than hashing; beyond, it would be quadratic.
    private static final int FEW = 16;

    private static final int SHOWN = 64;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private String[] names = new String[8];
    private @Nullable String[] texts = new String[8];
    private Kind[] kinds = new Kind[8];
    private int count;
    private int last = -1;
    private @Nullable String duplicate;
    private @Nullable Set<String> many;

    /// The types of JSON values, with the one that is none.
    enum Kind {
        TEXT("the text "),
        NUMBER("the number "),
        NOT_A_NUMBER("no JSON number: "),
        BOOLEAN(""),
        NULL("null"),
        OBJECT("an object"),
        ARRAY("an array");

        private final String description;

        Kind(String description) {
            this.description = description;
        }
    }

    /// @param text the value's text; null for values that are not looked into
    void add(String name, Kind kind, @Nullable String text) {
        if (duplicate == null && isKnown(name)) {
            duplicate = name;
        }
        if (count == names.length) {
            names = Arrays.copyOf(names, 2 * count);
            texts = Arrays.copyOf(texts, 2 * count);
            kinds = Arrays.copyOf(kinds, 2 * count);
        }
        names[count] = name;
        texts[count] = text;
        kinds[count] = kind;
        count++;
    }

    private boolean isKnown(String name) {
        if (count < FEW) {
            return find(name) >= 0;
        }
        if (many == null) {
            many = new HashSet<>(Arrays.asList(names).subList(0, count));
        }
        return !many.add(name);
    }

    /// A name that occurs more than once, if any.
    @Nullable String duplicate() {
        return duplicate;
    }

    /// The index of a field, or -1. Whoever asks in the order of the record finds each at once.
    int find(String name) {
        for (var tried = 0; tried < count; tried++) {
            last = last + 1 < count ? last + 1 : 0;
            if (names[last].equals(name)) {
                return last;
            }
        }
        return -1;
    }

    String name(int index) {
        return names[index];
    }

    boolean isNull(int index) {
        return kinds[index] == Kind.NULL;
    }

    /// The field's text, or null if it is none.
    @Nullable String text(int index) {
        return kinds[index] == Kind.TEXT ? texts[index] : null;
    }

    /// The text of the field's number, or null if it is none.
    @Nullable String number(int index) {
        return kinds[index] == Kind.NUMBER ? texts[index] : null;
    }

    /// The value for people: its type and the beginning of its text.
    String description(int index) {
        var text = texts[index];
        if (text == null) {
            return kinds[index].description;
        }
        var quote = kinds[index] == Kind.TEXT ? "'" : "";
        return kinds[index].description + quote + shown(text) + quote;
    }

    /// As much of a text as a message can bear; nothing in it can look like another line of a log.
    static String shown(String text) {
        var beginning = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        return CONTROL.matcher(beginning).replaceAll("?");
    }
}
