package io.millrace.arrival;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// What S3 and our stores allow as the name of a bucket, an object or a version.
///
/// Each rule answers with what is wrong, to be read after the name, or with nothing.
final class ObjectNames {

    private static final int LONGEST_KEY = 1024;
    private static final int LONGEST_PIN = 1024;

    // Wider than today's rule for new buckets: old ones have upper case, underscores and up to 255 characters.
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

    private ObjectNames() {}

    static Optional<String> bucketFault(String bucket) {
        if (BUCKET.matcher(bucket).matches()) {
            return Optional.empty();
        }
        return Optional.of("is not the name of a bucket (letters, digits, '.', '-' and '_', no s3:// and no path)");
    }

    static Optional<String> keyFault(String key) {
        return key.isEmpty() ? Optional.of("is empty") : textFault(key, LONGEST_KEY);
    }

    static Optional<String> pinFault(String versionIdOrETag) {
        return textFault(versionIdOrETag, LONGEST_PIN);
    }

    private static Optional<String> textFault(String text, int longest) {
        // PostgreSQL stores no NUL: found here it is one clear failure, found later an endless retry.
        if (text.indexOf('\0') >= 0) {
            return Optional.of("contains a NUL character");
        }
        try {
            var length = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)).remaining();
            return length <= longest
                    ? Optional.empty()
                    : Optional.of("is %d bytes long; %d is the limit".formatted(length, longest));
        } catch (CharacterCodingException e) {
            return Optional.of("is not valid Unicode (half of a surrogate pair)");
        }
    }
}
