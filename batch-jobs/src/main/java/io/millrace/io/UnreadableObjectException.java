package io.millrace.io;

import io.millrace.arrival.ObjectVersion;

import org.jspecify.annotations.Nullable;

/// An object that cannot be read, or not to its end. The message says which, what is wrong with it, where, and what to
/// do next.
public class UnreadableObjectException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final FileFault fault;
    private final @Nullable Long offset;
    private final transient @Nullable TextPosition textPosition;

    public UnreadableObjectException(ObjectVersion object, FileFault fault, String reason, @Nullable Throwable cause) {
        this(object, fault, reason, null, null, cause);
    }

    UnreadableObjectException(
            ObjectVersion object,
            FileFault fault,
            String reason,
            @Nullable Long offset,
            @Nullable TextPosition textPosition,
            @Nullable Throwable cause) {
        super(message(object, fault, reason, offset, textPosition), cause);
        this.fault = fault;
        this.offset = offset;
        this.textPosition = textPosition;
    }

    /// What is wrong.
    public FileFault fault() {
        return fault;
    }

    /// The stable code, the name of [#fault].
    public String code() {
        return fault.name();
    }

    /// Whether the same object may be readable later, with nothing about it changed.
    public boolean retryable() {
        return fault.retryable();
    }

    /// The line of the fault in the content, counted from 1; null if it is at no certain place.
    public @Nullable Long line() {
        return textPosition == null ? null : textPosition.line();
    }

    /// The character of that line, counted from 1; null if it is at no certain place.
    public @Nullable Long column() {
        return textPosition == null ? null : textPosition.column();
    }

    /// The byte offset of the fault in the content, counted from 0; null if it is at no certain place. Of damaged
    /// compression it is the offset in the compressed file.
    public @Nullable Long offset() {
        return offset;
    }

    private static String message(
            ObjectVersion object,
            FileFault fault,
            String reason,
            @Nullable Long offset,
            @Nullable TextPosition textPosition) {
        var text = new StringBuilder("Cannot read ").append(object).append(": ").append(reason);
        if (textPosition != null) {
            text.append(", at line ").append(textPosition.line()).append(", column ").append(textPosition.column());
        }
        if (offset != null) {
            text.append(textPosition == null ? ", at byte " : " (byte ").append(offset);
            text.append(textPosition == null ? "" : ")");
        }
        return text.append(". ").append(fault.advice()).toString();
    }
}
