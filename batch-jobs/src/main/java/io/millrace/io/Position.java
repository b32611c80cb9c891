package io.millrace.io;

/// How far a reader has come, and all that another reader needs to go on from there.
///
/// @param format how the content is laid out, in the reader's own words; empty before anybody has looked
/// @param offset everything before this byte of the content is done; of a compressed file, of what it unpacks to
/// @param records how many records stand before the offset, rejected ones included
public record Position(String format, long offset, long records) {

    /// The beginning of a file that nobody has looked at.
    public static final Position START = new Position("", 0, 0);

    public Position {
        if (offset < 0 || records < 0 || (format.isEmpty() && (offset > 0 || records > 0))) {
            throw new IllegalArgumentException(
                    "No reader was ever at format '%s', offset %d, records %d".formatted(format, offset, records));
        }
    }
}
