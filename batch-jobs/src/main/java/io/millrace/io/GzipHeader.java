package io.millrace.io;

/// The header of a gzip member (RFC 1952). Nothing in it matters but where it ends.
final class GzipHeader {

    private static final int MAGIC = 0x8B1F;
    private static final int DEFLATE = 8;
    private static final int HAS_CHECKSUM = 0x02;
    private static final int HAS_EXTRA = 0x04;
    private static final int HAS_NAME = 0x08;
    private static final int HAS_COMMENT = 0x10;
    private static final int RESERVED = 0xE0;
    private static final int TIME_SYSTEM_AND_EFFORT = 6;

    private GzipHeader() {}

    static void skip(GzipInput in) {
        if (in.int16() != MAGIC) {
            throw in.damaged("something that is no gzip follows");
        }
        if (in.int8() != DEFLATE) {
            throw in.damaged("its method is unknown");
        }
        var flags = in.int8();
        if ((flags & RESERVED) != 0) {
            throw in.damaged("reserved flags are set");
        }
        skip(in, TIME_SYSTEM_AND_EFFORT);
        if ((flags & HAS_EXTRA) != 0) {
            skip(in, in.int16());
        }
        if ((flags & HAS_NAME) != 0) {
            skipText(in);
        }
        if ((flags & HAS_COMMENT) != 0) {
            skipText(in);
        }
        if ((flags & HAS_CHECKSUM) != 0) {
            skip(in, 2);
        }
    }

    private static void skip(GzipInput in, int bytes) {
        for (var i = 0; i < bytes; i++) {
            in.int8();
        }
    }

    private static void skipText(GzipInput in) {
        while (in.int8() != 0) {
            // Everything up to the zero is text.
        }
    }
}
