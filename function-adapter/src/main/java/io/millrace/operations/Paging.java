package io.millrace.operations;

import io.millrace.io.Cursor;
import io.millrace.io.Page;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/// The parameters that every list has.
public record Paging(
        @Parameter(
                        description = "The most entries that the page may have, 1 to 1000.",
                        schema = @Schema(type = "integer", minimum = "1", maximum = "1000", defaultValue = "100"))
                @Nullable Integer limit,
        @Parameter(description = "Where to go on: `next` of the page before. Without it the list begins.")
                @Nullable String cursor) {

    static final int LONGEST_PAGE = 1000;

    private static final int USUAL_PAGE = 100;

    /// Whether the caller asked for a certain page.
    public boolean asked() {
        return limit != null || cursor != null;
    }

    /// How many entries the page may have.
    public int size() {
        if (limit == null) {
            return USUAL_PAGE;
        }
        if (limit < 1 || limit > LONGEST_PAGE) {
            throw ApiException.invalidParameter(
                    "limit", "A page has 1 to %d entries, not %d.".formatted(LONGEST_PAGE, limit));
        }
        return limit;
    }

    /// The position that the cursor holds; null to begin.
    ///
    /// @param list what tells the list from others, see [Cursor]
    /// @param read makes a position of what [Cursor#write] was given
    public <P> @Nullable P position(List<? extends @Nullable Object> list, Function<List<String>, P> read) {
        return cursor == null ? null : Cursor.read(list, cursor, read);
    }

    static ApiException invalidCursor(String detail) {
        return ApiException.of(ApiCode.INVALID_CURSOR, detail).with(ApiException.PARAMETER, "cursor");
    }

    /// A page of a list of which all entries are at hand, in the order of their names.
    <T> Page<T> slice(String list, List<T> all, Function<? super T, String> name) {
        var after = position(List.of(list), List::getFirst);
        var rest =
                all.stream()
                        .filter(entry -> after == null || name.apply(entry).compareTo(after) > 0)
                        .limit(size() + 1L)
                        .toList();
        return Page.of(rest, size(), last -> Cursor.write(List.of(list), List.of(name.apply(last))));
    }
}
