package io.millrace.io;

/// A cursor that no page of this list gave out.
public class InvalidCursorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidCursorException() {
        super(
                "The cursor does not belong to this list and these parameters: leave it out to begin anew, "
                        + "or pass it on unchanged with the parameters of the page that it came from");
    }
}
