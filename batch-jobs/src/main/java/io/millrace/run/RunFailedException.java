package io.millrace.run;

/// The run cannot complete, and trying it again changes nothing as long as the same version is deployed.
public class RunFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final RunFault fault;

    RunFailedException(RunFault fault, String message) {
        super(message);
        this.fault = fault;
    }

    /// For a pipeline that finds that it can make nothing of its input.
    ///
    /// @param message what is wrong, where, and what to do next
    public static RunFailedException invalidInput(String message) {
        return new RunFailedException(RunFault.INVALID_INPUT, message);
    }

    RunFault fault() {
        return fault;
    }
}
