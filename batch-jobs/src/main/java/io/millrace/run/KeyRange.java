package io.millrace.run;

import org.jspecify.annotations.Nullable;

/// Where in the order of their bytes in UTF-8 the keys with one beginning end.
final class KeyRange {

    private KeyRange() {}

    /// The smallest text that is greater than all that begin with a text.
    ///
    /// @return null if there is none
    static @Nullable String end(String beginning) {
        for (int end = beginning.length(); end > 0; ) {
            int last = beginning.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                return beginning.substring(0, end) + Character.toString(next(last));
            }
        }
        return null;
    }

    /// What lies between are halves of characters.
    private static int next(int character) {
        return character + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : character + 1;
    }
}
