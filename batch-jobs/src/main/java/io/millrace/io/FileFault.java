package io.millrace.io;

/// Why an object cannot be read, or not to its end. The names are stable: they are stored and shown as a run's reason.
public enum FileFault {
    EMPTY_FILE("The file is empty, or white space only.", Remedy.CORRECT),
    INVALID_JSON("An array or a single document is not valid JSON, or the content is no JSON at all.", Remedy.CORRECT),
    TRUNCATED("The file ends in the middle of an array, of a document or of compressed data.", Remedy.CORRECT),
    TRAILING_CONTENT("Something stands behind the end of the array or document.", Remedy.CORRECT),
    TWO_DOCUMENTS("A second array or document stands behind the first.", Remedy.CORRECT),
    SCALAR_DOCUMENT("The file is a single text, number, boolean or null, no record.", Remedy.CORRECT),
    NO_HEADER("The first line of a CSV file is no header: it names none of the columns, or is no CSV.", Remedy.CORRECT),
    MISSING_COLUMN("The header of a CSV file does not name a required column.", Remedy.CORRECT),
    DUPLICATE_COLUMN("The header of a CSV file names a column twice.", Remedy.CORRECT),
    UNKNOWN_COLUMN("The header of a CSV file names a column that the pipeline does not know.", Remedy.CORRECT),
    INVALID_ENCODING("The file is UTF-16 or UTF-32; it must be UTF-8.", Remedy.CORRECT),
    BAD_GZIP("The compressed data is damaged.", Remedy.CORRECT),
    GZIP_BOMB("The file unpacks to more than `millrace.io.gzip.*` allows.", Remedy.LIMIT),
    TOO_LARGE("The object is larger than `millrace.io.max-object-size`.", Remedy.LIMIT),
    GONE("The announced version of the object no longer exists.", Remedy.NONE),
    SUPERSEDED("The object was overwritten before it was read.", Remedy.NONE),
    STORAGE_REFUSED("S3 refuses to give the object out.", Remedy.PERMIT),
    STORAGE_UNAVAILABLE("S3 cannot be reached, throttles, or breaks off.", Remedy.WAIT);

    private final String description;
    private final Remedy remedy;

    FileFault(String description, Remedy remedy) {
        this.description = description;
        this.remedy = remedy;
    }

    /// One line for people, in Markdown.
    public String description() {
        return description;
    }

    /// Whether the same object may be readable later, with nothing about it changed.
    public boolean retryable() {
        return remedy == Remedy.PERMIT || remedy == Remedy.WAIT;
    }

    /// What to do about it.
    String advice() {
        return remedy.advice;
    }

    private enum Remedy {
        CORRECT("What was stored of it before is kept. Upload a corrected file: it starts a new run."),
        LIMIT("What was stored of it before is kept. Split the file, or raise the limit and restart the run."),
        NONE("What was stored of it before is kept. What is at the key now, if anything, has a run of its own."),
        PERMIT("Correct the permissions or the storage class; the message is then received again."),
        WAIT("The message is received again.");

        private final String advice;

        Remedy(String advice) {
            this.advice = advice;
        }
    }
}
