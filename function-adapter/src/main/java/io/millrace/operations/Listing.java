package io.millrace.operations;

import io.millrace.io.Page;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/// One page of a list, as every list of the API is answered.
public record Listing<T>(
        List<T> items,
        @Schema(
                        description =
                                "The cursor of the next page: pass it on as `cursor`, with all other parameters"
                                        + " unchanged. Absent on the last page.")
                @Nullable String next) {

    /// A page with its entries as the API shows them.
    public static <E, T> Listing<T> of(Page<E> page, Function<? super E, ? extends T> view) {
        return new Listing<>(page.items().stream().<T>map(view).toList(), page.next());
    }
}
