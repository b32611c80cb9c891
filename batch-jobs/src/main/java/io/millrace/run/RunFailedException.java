package io.millrace.run;

/// The run cannot complete and trying it again changes nothing.
class RunFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final RunFault fault;

    RunFailedException(RunFault fault, String message) {
        super(message);
        this.fault = fault;
    }

    RunFault fault() {
        return fault;
    }
}
