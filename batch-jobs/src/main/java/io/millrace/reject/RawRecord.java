package io.millrace.reject;

/// One record as it stands in the file, before anybody has looked for values in it.
///
/// The bytes are not copied on the way: whoever changes them changes them for all.
///
/// @param place where it stands
/// @param bytes its bytes, without the white space around it; of a record over the size limit only the beginning
/// @param length its true length in bytes
@SuppressWarnings("ArrayRecordComponent") // One per record read: a copy or a wrapper each would be the dearest part.
public record RawRecord(Place place, byte[] bytes, long length) {

    /// Whether only the beginning of the record is here.
    public boolean truncated() {
        return bytes.length < length;
    }
}
