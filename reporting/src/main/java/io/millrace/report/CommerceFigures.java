package io.millrace.report;

import io.millrace.commerce.CommerceResult;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/// The figures of a commerce report.
///
/// @param result what the analytics say of the business date; null if its set has not been analysed
/// @param shipments how many the set has
/// @param revenue of the year that ends with the business date, by product, the best first
/// @param days the same by day, of the best products and of all others together
record CommerceFigures(
        @Nullable CommerceResult result, long shipments, List<ProductRevenue> revenue, List<DayRevenue> days) {

    record ProductRevenue(String product, long orders, BigDecimal revenue) {}

    /// @param product null for all others
    record DayRevenue(LocalDate day, @Nullable String product, BigDecimal revenue) {}
}
