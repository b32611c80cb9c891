package io.millrace.due;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.regex.Pattern;

/// An item of due work that has failed and is tried again. Its texts are one line each: what could break or turn a line
/// is replaced by a space.
///
/// @param kind what kind of work it is, see [DueWork#kind()]
/// @param id which item, unique within its kind
/// @param run the run that it belongs to, if it belongs to one
/// @param attempts how often it was tried
/// @param dueAt when it is tried again
/// @param error why the last attempt failed; null if it ended without a word, because its process died
public record FailingItem(
        String kind, String id, @Nullable String run, int attempts, Instant dueAt, @Nullable String error) {

    private static final Pattern NOT_IN_A_LINE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");

    public FailingItem {
        id = line(id);
        error = error == null ? null : line(error);
    }

    private static String line(String text) {
        return NOT_IN_A_LINE.matcher(text).replaceAll(" ");
    }
}
