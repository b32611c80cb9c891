package io.millrace.io;

/// What the first bytes of a text say about its encoding.
final class ByteOrderMark {

    private ByteOrderMark() {}

    /// The length of UTF-8's byte order mark, 0 if there is none.
    static int utf8Length(byte[] bytes, int length) {
        return length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF ? 3 : 0;
    }

    /// Whether a text is in UTF-16 or UTF-32: it has their mark, or zeros where JSON in them must have some.
    static boolean isWide(byte[] bytes, int length) {
        if (length < 2) {
            return false;
        }
        var marked =
                (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE)
                        || (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF);
        // Every JSON text begins with an ASCII character, which is one byte and one or three zeros.
        return marked || (bytes[0] == 0) != (bytes[1] == 0) || (length >= 4 && isWide32(bytes));
    }

    private static boolean isWide32(byte[] bytes) {
        var marked = bytes[2] == (byte) 0xFE && bytes[3] == (byte) 0xFF;
        return bytes[0] == 0 && bytes[1] == 0 && (marked || (bytes[2] == 0 && bytes[3] != 0));
    }
}
