package io.millrace.reject;

/// A record that cannot be processed, while everything around it can: it is kept as a reject and reading goes on.
///
/// The message is the reason, for people. There is no stack trace: bad data is no fault of the program, and a file may
/// be full of it.
public class RejectedRecordException extends Exception {

    private static final long serialVersionUID = 1L;

    private final RejectCode code;
    private final transient RawRecord raw;

    public RejectedRecordException(RejectCode code, String reason, RawRecord raw) {
        super(reason, null, false, false);
        this.code = code;
        this.raw = raw;
    }

    /// The stable code, one of [RejectCode].
    public String code() {
        return code.name();
    }

    /// The record as it stands in the file.
    public RawRecord raw() {
        return raw;
    }
}
