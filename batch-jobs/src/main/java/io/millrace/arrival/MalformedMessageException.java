package io.millrace.arrival;

/// A message that cannot be understood, and never will be however often it is received.
///
/// Its text says what is wrong, where (a JSON pointer) and what to do.
public class MalformedMessageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final MessageFault fault;

    MalformedMessageException(MessageFault fault, String where, String what) {
        super("%s (at %s). %s".formatted(what, where.isEmpty() ? "the top" : where, fault.remedy()));
        this.fault = fault;
    }

    /// Why, as one of a closed list.
    public MessageFault fault() {
        return fault;
    }

    /// The stable code: the name of the [MessageFault].
    public String code() {
        return fault.name();
    }
}
