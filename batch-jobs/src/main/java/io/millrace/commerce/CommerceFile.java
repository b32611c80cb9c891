package io.millrace.commerce;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// The files of a set, and what a simulated one has in them.
public enum CommerceFile {
    /// `orders.csv`.
    ORDERS(
            List.of("order_id", "customer_id", "order_date", "product_id", "unit_price", "quantity", "total_price"),
            List.of(Dirt.BAD_NUMBER, Dirt.WRONG_FIELD_COUNT, Dirt.DUPLICATE_ORDER, Dirt.FIELD_TOO_LONG)) {

        @Override
        List<String> row(SimulatedOrder order) {
            var total = order.unitPrice().multiply(BigDecimal.valueOf(order.quantity()));
            return List.of(
                    id(order),
                    "C-%05d".formatted(order.customer()),
                    order.date().toString(),
                    product(order),
                    order.unitPrice().toPlainString(),
                    Integer.toString(order.quantity()),
                    total.toPlainString());
        }
    },
    /// `reviews.csv`.
    REVIEWS(
            List.of("review", "product_id"),
            List.of(Dirt.BAD_NUMBER, Dirt.REVIEW_OUT_OF_RANGE, Dirt.WRONG_FIELD_COUNT, Dirt.FIELD_TOO_LONG)) {

        @Override
        @Nullable List<String> row(SimulatedOrder order) {
            return order.stars() == null ? null : List.of(Integer.toString(order.stars()), product(order));
        }
    },
    /// `shipment_deliveries.csv`.
    SHIPMENT_DELIVERIES(
            List.of("shipment_id", "order_id", "shipment_date", "delivery_date"),
            List.of(Dirt.BAD_DATE, Dirt.WRONG_FIELD_COUNT, Dirt.FIELD_TOO_LONG)) {

        @Override
        List<String> row(SimulatedOrder order) {
            return List.of("S-%08d".formatted(order.number()), id(order), day(order.shipped()), day(order.delivered()));
        }
    };

    private final List<String> columns;
    private final List<Dirt> dirt;

    CommerceFile(List<String> columns, List<Dirt> dirt) {
        this.columns = columns;
        this.dirt = dirt;
    }

    /// Its name in the set, such as `shipment_deliveries.csv`.
    public String fileName() {
        return tableName() + ".csv";
    }

    /// The table of the schema `staging` for its rows.
    public String tableName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Its columns, in the order in which simulated files have them.
    public List<String> columns() {
        return columns;
    }

    /// What can be wrong with its rows.
    List<Dirt> dirt() {
        return dirt;
    }

    /// What the file says of an order; null if it says nothing.
    abstract @Nullable List<String> row(SimulatedOrder order);

    /// A row that cannot be loaded, made of one that can.
    List<String> dirty(List<String> row, Dirt kind, long number) {
        var dirty = new ArrayList<>(row);
        if (this != REVIEWS && kind != Dirt.DUPLICATE_ORDER) {
            dirty.set(0, "D-%08d".formatted(number));
        }
        switch (kind) {
            case BAD_NUMBER -> dirty.set(this == ORDERS ? columns.indexOf("unit_price") : 0, "n/a");
            case BAD_DATE -> dirty.set(columns.indexOf("shipment_date"), "2026-02-30");
            case REVIEW_OUT_OF_RANGE -> dirty.set(0, "6");
            case WRONG_FIELD_COUNT -> dirty.add("surplus");
            case FIELD_TOO_LONG -> dirty.set(1, "X".repeat(65));
            case DUPLICATE_ORDER -> {}
        }
        return Collections.unmodifiableList(dirty);
    }

    private static String id(SimulatedOrder order) {
        return "O-%08d".formatted(order.number());
    }

    private static String product(SimulatedOrder order) {
        return "P-%03d".formatted(order.product());
    }

    private static String day(@Nullable LocalDate day) {
        return day == null ? "" : day.toString();
    }
}
