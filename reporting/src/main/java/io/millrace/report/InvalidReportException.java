package io.millrace.report;

/// A report that cannot be made because of what was asked for. The message is for whoever asked.
public final class InvalidReportException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String parameter;

    InvalidReportException(String parameter, String message) {
        super(message);
        this.parameter = parameter;
    }

    /// The parameter at fault: `kind`, `period` or `sites`.
    public String parameter() {
        return parameter;
    }
}
