package io.millrace.io;

import software.amazon.awssdk.services.s3.model.GetObjectResponse;

import java.util.regex.Pattern;

/// Which part of an object a response brings.
///
/// @param from offset of its first byte
/// @param to offset behind its last byte
/// @param total the size of the whole object
record ContentRange(long from, long to, long total) {

    private static final Pattern HEADER = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    /// What the response says; without a word about a range it brings the whole object.
    static ContentRange of(GetObjectResponse response) {
        var header = response.contentRange();
        if (header == null) {
            return new ContentRange(0, response.contentLength(), response.contentLength());
        }
        var range = HEADER.matcher(header);
        if (!range.matches()) {
            throw new IllegalStateException("S3 answered with an unknown Content-Range: " + header);
        }
        return new ContentRange(
                Long.parseLong(range.group(1)), Long.parseLong(range.group(2)) + 1, Long.parseLong(range.group(3)));
    }
}
