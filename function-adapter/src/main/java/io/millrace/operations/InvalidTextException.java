package io.millrace.operations;

/// A text that does not say what it should. The message is for whoever wrote the text.
final class InvalidTextException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidTextException(String message) {
        super(message);
    }
}
