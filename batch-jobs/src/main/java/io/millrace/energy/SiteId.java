package io.millrace.energy;

import io.millrace.reject.RejectCode;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/// What a site may be called: something, at most 2,048 bytes of UTF-8 (DynamoDB's limit for a partition key), without
/// control characters, which no reader of a list could tell apart, and without halves of surrogate pairs, which UTF-8
/// cannot write.
final class SiteId {

    static final int LONGEST = 2048;

    private SiteId() {}

    /// What is wrong with the id, or null.
    static @Nullable RejectCode faultOf(String site) {
        if (site.isBlank()) {
            return RejectCode.EMPTY_FIELD;
        }
        if (!hasOnlyAllowedCharacters(site)) {
            return RejectCode.INVALID_CHARACTER;
        }
        return isTooLong(site) ? RejectCode.TEXT_TOO_LONG : null;
    }

    private static boolean isTooLong(String site) {
        // A character takes three bytes at most.
        return site.length() > LONGEST / 3 && site.getBytes(StandardCharsets.UTF_8).length > LONGEST;
    }

    private static boolean hasOnlyAllowedCharacters(String site) {
        for (var at = 0; at < site.length(); at += Character.charCount(site.codePointAt(at))) {
            var character = site.codePointAt(at);
            // A whole pair is a character beyond these.
            if (Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE) {
                return false;
            }
        }
        return true;
    }
}
