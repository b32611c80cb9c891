package io.millrace.commerce;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/// What the analytics say of a business date.
///
/// @param businessDate the date of the set
/// @param holidayOrders row of `agg_public_holiday`
/// @param shipments row of `agg_shipments`
/// @param bestProduct row of `best_performing_product`
/// @param gaps what the set named and nothing explains
public record CommerceResult(
        LocalDate businessDate,
        HolidayOrders holidayOrders,
        Shipments shipments,
        BestProduct bestProduct,
        ReferenceGaps gaps) {

    /// Numbers of orders placed on public holidays, by month, in the year that ends with the business date.
    public record HolidayOrders(
            long jan,
            long feb,
            long mar,
            long apr,
            long may,
            long jun,
            long jul,
            long aug,
            long sep,
            long oct,
            long nov,
            long dec) {

        /// The numbers from January to December.
        public List<Long> byMonth() {
            return List.of(jan, feb, mar, apr, may, jun, jul, aug, sep, oct, nov, dec);
        }
    }

    /// Shipments that did not arrive.
    ///
    /// @param late sent 6 days after the order or more, not delivered
    /// @param undelivered neither sent nor delivered 15 days after the order
    public record Shipments(long late, long undelivered) {}

    /// The product that did best. All is null if there are no reviews.
    ///
    /// @param name its name, or its id if the catalogue does not have it
    /// @param mostOrderedDay the day with the most orders of it; null if there are none
    /// @param publicHoliday whether that day is a public holiday; null without a day, or if the calendar lacks it
    /// @param reviewPoints the sum of its stars
    /// @param oneStar percentage of its reviews, from 0 to 100 with two decimals, as the next four
    /// @param earlyShipments percentage of its shipments that were sent within 6 days and delivered; null if there are
    ///   none
    /// @param lateShipments percentage of its shipments that are late; null if there are none
    public record BestProduct(
            @Nullable String name,
            @Nullable LocalDate mostOrderedDay,
            @Nullable Boolean publicHoliday,
            @Nullable Long reviewPoints,
            @Nullable BigDecimal oneStar,
            @Nullable BigDecimal twoStar,
            @Nullable BigDecimal threeStar,
            @Nullable BigDecimal fourStar,
            @Nullable BigDecimal fiveStar,
            @Nullable BigDecimal earlyShipments,
            @Nullable BigDecimal lateShipments) {}
}
