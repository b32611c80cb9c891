package io.millrace.run;

/// The run cannot complete and trying it again changes nothing.
class RunFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;

    RunFailedException(String code, String message) {
        super(message);
        this.code = code;
    }

    String code() {
        return code;
    }
}
