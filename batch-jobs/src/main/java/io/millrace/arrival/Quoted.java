package io.millrace.arrival;

/// Foreign text inside a message of ours: quoted, on one line, and short, so that a hostile sender can neither forge
/// lines of a log nor flood it.
final class Quoted {

    private static final int LONGEST = 120;

    private Quoted() {}

    static String of(String text) {
        return "'" + plain(text) + "'";
    }

    static String plain(String text) {
        var cut = text.codePointCount(0, text.length()) > LONGEST;
        var shown = cut ? text.substring(0, text.offsetByCodePoints(0, LONGEST)) : text;
        var plain = new StringBuilder();
        shown.codePoints().forEach(c -> append(plain, c));
        return cut ? plain.append('…').toString() : plain.toString();
    }

    private static void append(StringBuilder plain, int codePoint) {
        if (breaksLines(codePoint)) {
            plain.append("\\u%04x".formatted(codePoint));
        } else {
            plain.appendCodePoint(codePoint);
        }
    }

    private static boolean breaksLines(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default -> false;
        };
    }
}
