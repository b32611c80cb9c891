package io.millrace.reject;

/// A request to run rejects again that cannot be met as it stands. Nothing was changed.
public class RedriveRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final RedriveFault fault;

    RedriveRefusedException(RedriveFault fault, String message) {
        super(message);
        this.fault = fault;
    }

    /// Why.
    public RedriveFault fault() {
        return fault;
    }
}
