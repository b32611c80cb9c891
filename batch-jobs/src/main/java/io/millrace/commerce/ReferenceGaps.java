package io.millrace.commerce;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a set named and nothing explains. Its rows are loaded and counted all the same, wherever they can be: a product
/// goes by its id, a day that the calendar lacks is on no holiday, a shipment without its order is in no count.
///
/// @param products ids in orders and reviews that `if_common.dim_products` does not have
/// @param dates order dates that `if_common.dim_dates` does not have
/// @param orders ids in shipments that the set's orders do not have
public record ReferenceGaps(Gap products, Gap dates, Gap orders) {

    /// Things of one kind that are missing.
    ///
    /// @param missing how many different ones
    /// @param rows how many rows name them
    /// @param examples the first few, in their order as text
    public record Gap(long missing, long rows, List<String> examples) {

        static final Gap NONE = new Gap(0, 0, List.of());

        private String text(String where) {
            return "%d not in %s, named by %s: %s%s"
                    .formatted(
                            missing,
                            where,
                            rows == 1 ? "1 row" : rows + " rows",
                            String.join(", ", examples),
                            missing > examples.size() ? ", …" : "");
        }
    }

    /// Whether nothing is missing.
    public boolean isEmpty() {
        return products.missing() + dates.missing() + orders.missing() == 0;
    }

    /// The gaps for people, a line each; empty if nothing is missing.
    public String text() {
        return Stream.of(
                        line("Products", products, "if_common.dim_products"),
                        line("Order dates", dates, "if_common.dim_dates"),
                        line("Orders of shipments", orders, "the set's orders"))
                .flatMap(List::stream)
                .collect(Collectors.joining("\n"));
    }

    private static List<String> line(String kind, Gap gap, String where) {
        return gap.missing() == 0 ? List.of() : List.of(kind + ": " + gap.text(where));
    }
}
