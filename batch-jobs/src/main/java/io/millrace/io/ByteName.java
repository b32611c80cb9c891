package io.millrace.io;

/// How a message names a byte: by its character where it has one that can be printed.
final class ByteName {

    private ByteName() {}

    static String of(int value) {
        return value > ' ' && value < 0x7F ? "'" + (char) value + "'" : "byte 0x%02X".formatted(value);
    }
}
