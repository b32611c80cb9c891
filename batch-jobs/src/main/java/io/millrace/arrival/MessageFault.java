package io.millrace.arrival;

/// Why a message cannot be understood. The names are stable codes: they appear in logs, in metrics and in
/// `docs/routes-and-arrivals.md`.
public enum MessageFault {
    EMPTY_MESSAGE("The message has no text.", Remedy.SENDER),
    NOT_JSON("The text is not one JSON document.", Remedy.SENDER),
    UNKNOWN_MESSAGE("The text is JSON, but of no form that we know.", Remedy.SENDER),
    NO_RECORDS("An S3 notification without records.", Remedy.SENDER),
    FOREIGN_EVENT(
            "An event that does not come from S3, or not from its object events.",
            "Remove the other source from the queue, or narrow its rule to S3 and 'Object Created'."),
    UNSUPPORTED_VERSION(
            "An S3 event of another major version than 2.",
            "Update Millrace to a version that knows it, then redrive the message from the dead-letter queue."),
    MISSING_FIELD("A required field is missing or null.", Remedy.FORM),
    WRONG_TYPE("A field has another JSON type than it must have.", Remedy.FORM),
    BAD_KEY_ENCODING(
            "The key of an S3 notification is not URL-encoded UTF-8.",
            "S3 writes a space as '+' and every other special byte as '%' and two hexadecimal digits; do so too."),
    BAD_NAME("The name of a bucket, key or version that S3 cannot have.", Remedy.UNCHANGED),
    NO_VERSION(
            "Neither a version id nor an eTag: the announced content cannot be pinned.",
            "Pass the event's eTag on, or switch the bucket's versioning on."),
    BAD_SIZE("The size is negative, not a whole number, or above 1 PiB.", Remedy.UNCHANGED),
    BAD_TIME("The time is not ISO 8601 with an offset, or not in the years 1970 to 9999.", Remedy.UNCHANGED),
    BAD_SEQUENCER("The sequencer is not 1 to 64 hexadecimal digits.", Remedy.UNCHANGED),
    UNKNOWN_COMMAND("A command that the engine does not have.", Remedy.COMMAND),
    BAD_RUN_ID("A command names a run by something else than 32 lower-case hexadecimal digits.", Remedy.COMMAND),
    BAD_REDRIVE_ID("A command names a redrive by something that cannot be its id.", Remedy.COMMAND);

    private final String meaning;
    private final String remedy;

    MessageFault(String meaning, String remedy) {
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /// What it means, in one sentence.
    public String meaning() {
        return meaning;
    }

    /// What to do about it, in one sentence.
    public String remedy() {
        return remedy;
    }

    private static final class Remedy {
        static final String SENDER = "Find out who sends it; docs/routes-and-arrivals.md lists the forms.";
        static final String FORM = "Compare the message with its form in docs/routes-and-arrivals.md.";
        static final String UNCHANGED = "Let S3's event reach the queue unchanged, without an input transformer.";
        static final String COMMAND = "Use the API to act on a run; it writes the command itself.";
    }
}
