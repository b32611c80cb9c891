package io.millrace.operations.commerce;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.millrace.commerce.CommerceResult.BestProduct;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDate;

/// The product that did best.
@Schema(
        name = "BestProduct",
        description =
                "Empty if there are no reviews. Percentages are of the product's reviews or shipments, 0 to 100 with"
                        + " two decimals.")
record BestProductView(
        @JsonProperty("product_name")
                @Schema(description = "Its id, if the catalogue does not have it.", example = "Electric Kettle")
                @Nullable String name,
        @JsonProperty("most_ordered_day")
                @Schema(description = "The day with the most orders of it; absent if there are none.")
                @Nullable LocalDate mostOrderedDay,
        @JsonProperty("is_public_holiday")
                @Schema(description = "Whether that day is a public holiday; absent if the calendar does not have it.")
                @Nullable Boolean publicHoliday,
        @JsonProperty("tt_review_points") @Schema(description = "The sum of its stars.", example = "1207")
                @Nullable Long reviewPoints,
        @JsonProperty("pct_one_star_review") @Nullable BigDecimal oneStar,
        @JsonProperty("pct_two_star_review") @Nullable BigDecimal twoStar,
        @JsonProperty("pct_three_star_review") @Nullable BigDecimal threeStar,
        @JsonProperty("pct_four_star_review") @Nullable BigDecimal fourStar,
        @JsonProperty("pct_five_star_review") @Nullable BigDecimal fiveStar,
        @JsonProperty("pct_early_shipments")
                @Schema(description = "Sent within 6 days and delivered; absent if nothing was to be sent.")
                @Nullable BigDecimal earlyShipments,
        @JsonProperty("pct_late_shipments")
                @Schema(description = "Sent later and not delivered; absent if nothing was to be sent.")
                @Nullable BigDecimal lateShipments) {

    static BestProductView of(BestProduct best) {
        return new BestProductView(
                best.name(),
                best.mostOrderedDay(),
                best.publicHoliday(),
                best.reviewPoints(),
                best.oneStar(),
                best.twoStar(),
                best.threeStar(),
                best.fourStar(),
                best.fiveStar(),
                best.earlyShipments(),
                best.lateShipments());
    }
}
