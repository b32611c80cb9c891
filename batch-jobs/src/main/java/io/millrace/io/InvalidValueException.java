package io.millrace.io;

import io.millrace.reject.RejectCode;

/// A text that is not the value it should be. The message goes on where the name of the field ends.
final class InvalidValueException extends Exception {

    private static final long serialVersionUID = 1L;

    private final RejectCode code;

    InvalidValueException(RejectCode code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    RejectCode code() {
        return code;
    }
}
