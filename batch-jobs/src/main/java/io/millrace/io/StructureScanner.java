package io.millrace.io;

/// Finds where a JSON value ends by its quotes and brackets alone. Brackets are counted, not matched: whether the value
/// is valid is for a parser to say, and depth costs nothing here.
final class StructureScanner {

    private static final byte QUOTE = 1;
    private static final byte BACKSLASH = 2;
    private static final byte OPEN = 3;
    private static final byte CLOSE = 4;

    /// What a byte means to the structure; 0 for nearly all of them.
    private static final byte[] MEANING = new byte[256];

    static {
        MEANING['"'] = QUOTE;
        MEANING['\\'] = BACKSLASH;
        MEANING['{'] = OPEN;
        MEANING['['] = OPEN;
        MEANING['}'] = CLOSE;
        MEANING[']'] = CLOSE;
    }

    private final boolean word;
    private int depth;
    private boolean inText;
    private boolean escaped;

    /// @param first the first byte of the value
    StructureScanner(int first) {
        this.word = first != '"' && MEANING[first & 0xFF] != OPEN;
    }

    /// Scans the next bytes of the value and returns the index behind its last one, or -1 if it goes on.
    int scan(byte[] bytes, int from, int to) {
        return word ? endOfWord(bytes, from, to) : endOfStructure(bytes, from, to);
    }

    /// Whether the end of the content may be the end of the value: nothing closes a number.
    boolean mayEndAnywhere() {
        return word;
    }

    /// Whether the bytes so far end in the middle of a text.
    boolean isInText() {
        return inText;
    }

    private int endOfStructure(byte[] bytes, int from, int to) {
        if (from == to) {
            return -1;
        }
        var at = escaped ? from + 1 : from;
        for (; at < to; at++) {
            var meaning = MEANING[bytes[at] & 0xFF];
            if (meaning == 0) {
                continue;
            }
            if (inText) {
                if (meaning == BACKSLASH) {
                    at++;
                } else if (meaning == QUOTE) {
                    inText = false;
                    if (depth == 0) {
                        return at + 1;
                    }
                }
            } else if (meaning == QUOTE) {
                inText = true;
            } else if (meaning == OPEN) {
                depth++;
            } else if (meaning == CLOSE && --depth <= 0) {
                return at + 1;
            }
        }
        escaped = at > to;
        return -1;
    }

    private static int endOfWord(byte[] bytes, int from, int to) {
        for (var at = from; at < to; at++) {
            switch (bytes[at]) {
                case ',', ':', '[', ']', '{', '}', '"', ' ', '\t', '\r', '\n' -> {
                    return at;
                }
                default -> {}
            }
        }
        return -1;
    }
}
