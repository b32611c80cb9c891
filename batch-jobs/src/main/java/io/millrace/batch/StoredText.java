package io.millrace.batch;

import org.jspecify.annotations.Nullable;

/// Text as the store keeps it.
final class StoredText {

    /// As long as Batch's columns for exit codes and messages are.
    private static final int LIMIT = 2_500;

    private StoredText() {}

    /// An exit code or message that PostgreSQL can keep: without NUL characters, and not longer than is of use.
    static String of(@Nullable String text) {
        if (text == null) {
            return "";
        }
        String storable = text.replace('\0', '␀');
        if (storable.length() <= LIMIT) {
            return storable;
        }
        // Half a character could not be stored.
        int end = Character.isHighSurrogate(storable.charAt(LIMIT - 1)) ? LIMIT - 1 : LIMIT;
        return storable.substring(0, end);
    }
}
