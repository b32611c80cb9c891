package io.millrace.operations.commerce;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.millrace.commerce.AnalyticsTable;
import io.millrace.commerce.CommerceResult;
import io.millrace.commerce.ReferenceGaps;
import io.millrace.operations.Link;
import io.swagger.v3.oas.annotations.media.Schema;

import java.time.LocalDate;
import java.util.List;

/// The results of a business date, under the names of their tables.
@Schema(name = "CommerceResult")
record CommerceView(
        @Schema(example = "2026-11-20") LocalDate businessDate,
        @JsonProperty("agg_public_holiday") HolidayOrdersView holidayOrders,
        @JsonProperty("agg_shipments") ShipmentsView shipments,
        @JsonProperty("best_performing_product") BestProductView bestProduct,
        @Schema(description = "What the files named and nothing explains.") GapsView gaps,
        CommerceLinks links) {

    static CommerceView of(CommerceResult result) {
        return new CommerceView(
                result.businessDate(),
                HolidayOrdersView.of(result.holidayOrders()),
                ShipmentsView.of(result.shipments()),
                BestProductView.of(result.bestProduct()),
                GapsView.of(result.gaps()),
                CommerceLinks.of(result.businessDate()));
    }

    @Schema(name = "Shipments")
    record ShipmentsView(
            @JsonProperty("tt_late_shipments")
                    @Schema(description = "Sent 6 days after the order or more, and not delivered.")
                    long late,
            @JsonProperty("tt_undelivered_items")
                    @Schema(description = "Neither sent nor delivered 15 days after the order.")
                    long undelivered) {

        static ShipmentsView of(CommerceResult.Shipments shipments) {
            return new ShipmentsView(shipments.late(), shipments.undelivered());
        }
    }

    /// Counted and loaded all the same.
    @Schema(name = "ReferenceGaps")
    record GapsView(
            @Schema(description = "Products that the catalogue does not have.") GapView products,
            @Schema(description = "Order dates that the calendar does not have.") GapView dates,
            @Schema(description = "Orders of shipments that the files do not have.") GapView orders) {

        static GapsView of(ReferenceGaps gaps) {
            return new GapsView(GapView.of(gaps.products()), GapView.of(gaps.dates()), GapView.of(gaps.orders()));
        }
    }

    @Schema(name = "ReferenceGap")
    record GapView(
            @Schema(description = "How many different ones.") long missing,
            @Schema(description = "How many rows name them.") long rows,
            @Schema(description = "The first few.") List<String> examples) {

        static GapView of(ReferenceGaps.Gap gap) {
            return new GapView(gap.missing(), gap.rows(), gap.examples());
        }
    }

    /// The exports.
    @Schema(name = "CommerceLinks")
    record CommerceLinks(
            @JsonProperty("agg_public_holiday") Link holidayOrders,
            @JsonProperty("agg_shipments") Link shipments,
            @JsonProperty("best_performing_product") Link bestProduct) {

        static CommerceLinks of(LocalDate date) {
            return new CommerceLinks(
                    export(date, AnalyticsTable.AGG_PUBLIC_HOLIDAY),
                    export(date, AnalyticsTable.AGG_SHIPMENTS),
                    export(date, AnalyticsTable.BEST_PERFORMING_PRODUCT));
        }

        private static Link export(LocalDate date, AnalyticsTable table) {
            return Link.get("/api/commerce/{date}/export/{table}", date, table.tableName());
        }
    }
}
