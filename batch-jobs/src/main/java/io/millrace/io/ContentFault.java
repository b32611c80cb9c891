package io.millrace.io;

/// A fault of the content, found by who reads it and does not know which object it is.
final class ContentFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final FileFault fault;
    private final long offset;
    private final boolean inText;

    private ContentFault(FileFault fault, String reason, long offset, boolean inText) {
        super(reason, null, false, false);
        this.fault = fault;
        this.offset = offset;
        this.inText = inText;
    }

    /// A fault of the text, at an offset in it.
    static ContentFault inText(FileFault fault, String reason, long offset) {
        return new ContentFault(fault, reason, offset, true);
    }

    /// A fault of the compressed data, at an offset in it.
    static ContentFault inCompression(FileFault fault, String reason, long offset) {
        return new ContentFault(fault, reason, offset, false);
    }

    FileFault fault() {
        return fault;
    }

    long offset() {
        return offset;
    }

    /// Whether it stands at a line and a column.
    boolean inText() {
        return inText;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
