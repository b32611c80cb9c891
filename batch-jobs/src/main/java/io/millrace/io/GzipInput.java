package io.millrace.io;

import java.util.zip.Inflater;

/// The compressed side of a gzip file: single bytes for headers and trailers, whole blocks for the inflater.
final class GzipInput implements AutoCloseable {

    private static final int FIRST_MAGIC_BYTE = 0x1F;

    private final Blocks source;
    private int at;

    GzipInput(Blocks source) {
        this.source = source;
    }

    /// Whether content is gzip, by its first bytes: names lie.
    static boolean isGzip(Lookahead content) {
        return content.gather(2) && content.bytes[0] == FIRST_MAGIC_BYTE && content.bytes[1] == (byte) 0x8B;
    }

    /// Where in the compressed file the next byte stands.
    long offset() {
        return source.start + at;
    }

    /// Whether another member begins here; false at the end of the file.
    boolean hasMember() {
        var first = peek();
        if (first == 0) {
            skipPadding();
            return false;
        }
        return first >= 0;
    }

    private void skipPadding() {
        for (var padding = peek(); padding >= 0; padding = peek()) {
            if (padding != 0) {
                throw damaged("something that is no gzip follows");
            }
            at++;
        }
    }

    private int peek() {
        if (at == source.length) {
            at = 0;
            if (!source.next()) {
                return -1;
            }
        }
        return source.bytes[at] & 0xFF;
    }

    int int8() {
        var value = peek();
        if (value < 0) {
            throw truncated();
        }
        at++;
        return value;
    }

    int int16() {
        return int8() | int8() << 8;
    }

    long int32() {
        return int16() | (long) int16() << 16;
    }

    /// Hands the rest of the current block to the inflater.
    void feed(Inflater inflater) {
        if (peek() < 0) {
            throw truncated();
        }
        inflater.setInput(source.bytes, at, source.length - at);
        at = source.length;
    }

    /// Takes back what the inflater did not need.
    void giveBack(int bytes) {
        at -= bytes;
    }

    ContentFault damaged(String how) {
        return ContentFault.inCompression(FileFault.BAD_GZIP, "its gzip data is damaged: " + how, offset());
    }

    private ContentFault truncated() {
        return ContentFault.inCompression(FileFault.TRUNCATED, "its gzip data is cut off", offset());
    }

    @Override
    public void close() {
        source.close();
    }
}
