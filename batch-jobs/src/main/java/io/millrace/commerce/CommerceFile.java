package io.millrace.commerce;

import java.util.List;
import java.util.Locale;

/// The files of a set.
public enum CommerceFile {
    /// `orders.csv`.
    ORDERS,
    /// `reviews.csv`.
    REVIEWS,
    /// `shipment_deliveries.csv`.
    SHIPMENT_DELIVERIES;

    /// Its name in the set, such as `shipment_deliveries.csv`.
    public String fileName() {
        return tableName() + ".csv";
    }

    /// The table of the schema `staging` for its rows.
    public String tableName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Its columns, which are the table's too, in the order in which simulated files have them.
    public List<String> columns() {
        return switch (this) {
            case ORDERS ->
                    List.of(
                            "order_id",
                            "customer_id",
                            "order_date",
                            "product_id",
                            "unit_price",
                            "quantity",
                            "total_price");
            case REVIEWS -> List.of("review", "product_id");
            case SHIPMENT_DELIVERIES -> List.of("shipment_id", "order_id", "shipment_date", "delivery_date");
        };
    }
}
