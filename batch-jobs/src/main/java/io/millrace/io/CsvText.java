package io.millrace.io;

import java.io.Reader;
import java.nio.charset.StandardCharsets;

/// The text of one record at a time, with a line end behind it.
final class CsvText extends Reader {

    /// Not a line feed: behind a quoted field that ends with a carriage return the parser takes one for the second half
    /// of CRLF and goes on.
    private static final char LINE_END = '\r';

    private byte[] bytes = {};
    private String text = "";
    private boolean ascii;
    private int at;

    /// Gives a record's bytes, which must be UTF-8.
    void set(byte[] record) {
        bytes = record;
        at = 0;
        ascii = isAscii(record);
        text = ascii ? "" : new String(record, StandardCharsets.UTF_8);
    }

    private static boolean isAscii(byte[] record) {
        var all = 0;
        for (var b : record) {
            all |= b;
        }
        return all >= 0;
    }

    @Override
    public int read(char[] into, int offset, int length) {
        var size = ascii ? bytes.length : text.length();
        if (at > size) {
            return -1;
        }
        var count = Math.min(length, size - at);
        if (ascii) {
            for (var i = 0; i < count; i++) {
                into[offset + i] = (char) bytes[at + i];
            }
        } else {
            text.getChars(at, at + count, into, offset);
        }
        at += count;
        if (count < length) {
            into[offset + count++] = LINE_END;
            at++;
        }
        return count;
    }

    @Override
    public void close() {}
}
