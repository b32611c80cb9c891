package io.millrace.report;

/// Text from outside, such as names of sites, made fit to be shown: what HTML or XML forbid and what would rearrange
/// the text around it is replaced by something visible. Escaping for markup is left to whoever writes the markup.
final class VisibleText {

    private static final int REPLACEMENT = 0xFFFD;
    private static final int PICTURES_OF_CONTROLS = 0x2400;
    private static final int PICTURE_OF_DELETE = 0x2421;
    private static final char FIRST_STRONG_ISOLATE = '\u2068';
    private static final char POP_ISOLATE = '\u2069';

    private VisibleText() {}

    static String of(String text) {
        return text.codePoints()
                .map(VisibleText::visible)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// A name in the middle of a sentence: whichever direction it is written in, the rest of the sentence keeps its
    /// own.
    static String isolated(String name) {
        var closed = name.codePoints().map(c -> c >= 0x2066 && c <= 0x2069 ? REPLACEMENT : c);
        return closed.collect(
                        () -> new StringBuilder().append(FIRST_STRONG_ISOLATE),
                        StringBuilder::appendCodePoint,
                        StringBuilder::append)
                .append(POP_ISOLATE)
                .toString();
    }

    private static int visible(int c) {
        if (c < 0x20) {
            return PICTURES_OF_CONTROLS + c;
        }
        if (c == 0x7F) {
            return PICTURE_OF_DELETE;
        }
        var c1 = c >= 0x80 && c <= 0x9F;
        var separators = c == 0x2028 || c == 0x2029;
        var embeddingsAndOverrides = c >= 0x202A && c <= 0x202E;
        var noCharacters = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
        var loneSurrogates = Character.getType(c) == Character.SURROGATE;
        return c1 || separators || embeddingsAndOverrides || noCharacters || loneSurrogates ? REPLACEMENT : c;
    }
}
