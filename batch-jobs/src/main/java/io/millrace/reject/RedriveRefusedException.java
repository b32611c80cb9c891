package io.millrace.reject;

/// A request to run rejects again that cannot be met as it stands. Nothing was changed.
public class RedriveRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;

    RedriveRefusedException(String code, String message) {
        super(message);
        this.code = code;
    }

    /// Stable: `REJECT_NOT_AVAILABLE`, `CORRECTION_NEEDED`, `CORRECTION_HAS_LINE_BREAK` or `NOTHING_TO_REDRIVE`.
    public String code() {
        return code;
    }
}
