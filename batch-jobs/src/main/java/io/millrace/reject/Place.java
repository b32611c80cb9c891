package io.millrace.reject;

/// Where a record stands in its file.
///
/// @param record its number, counted from 1; rejected records count too
/// @param offset the byte offset of its first byte in the content, which of a compressed file is what it unpacks to; a
///   byte order mark counts
public record Place(long record, long offset) {

    @Override
    public String toString() {
        return "record " + record + " at byte " + offset;
    }
}
