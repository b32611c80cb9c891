package io.millrace.operations.commerce;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.millrace.commerce.CommerceResult.HolidayOrders;
import io.swagger.v3.oas.annotations.media.Schema;

/// Orders placed on public holidays, by month.
@Schema(
        name = "HolidayOrders",
        description = "Orders placed on public holidays in the year that ends with the business date, by month.")
record HolidayOrdersView(
        @JsonProperty("tt_order_hol_jan") long jan,
        @JsonProperty("tt_order_hol_feb") long feb,
        @JsonProperty("tt_order_hol_mar") long mar,
        @JsonProperty("tt_order_hol_apr") long apr,
        @JsonProperty("tt_order_hol_may") long may,
        @JsonProperty("tt_order_hol_jun") long jun,
        @JsonProperty("tt_order_hol_jul") long jul,
        @JsonProperty("tt_order_hol_aug") long aug,
        @JsonProperty("tt_order_hol_sep") long sep,
        @JsonProperty("tt_order_hol_oct") long oct,
        @JsonProperty("tt_order_hol_nov") long nov,
        @JsonProperty("tt_order_hol_dec") long dec) {

    static HolidayOrdersView of(HolidayOrders orders) {
        return new HolidayOrdersView(
                orders.jan(),
                orders.feb(),
                orders.mar(),
                orders.apr(),
                orders.may(),
                orders.jun(),
                orders.jul(),
                orders.aug(),
                orders.sep(),
                orders.oct(),
                orders.nov(),
                orders.dec());
    }
}
