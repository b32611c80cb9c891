package io.millrace.commerce;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// What the files of a set say of simulated orders, and what can be wrong with it.
final class SimulatedRows {

    private static final String TOO_LONG = "X".repeat(65);

    private SimulatedRows() {}

    /// A file's row of an order; null if it has none.
    static @Nullable List<String> row(CommerceFile file, SimulatedOrder order) {
        return switch (file) {
            case ORDERS -> order(order);
            case REVIEWS -> order.stars() == null ? null : List.of(Integer.toString(order.stars()), product(order));
            case SHIPMENT_DELIVERIES ->
                    List.of(
                            "S-%08d".formatted(order.number()),
                            id(order),
                            day(order.shipped()),
                            day(order.delivered()));
        };
    }

    private static List<String> order(SimulatedOrder order) {
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

    /// What can be wrong with a file's rows.
    static List<Dirt> dirt(CommerceFile file) {
        return switch (file) {
            case ORDERS -> List.of(Dirt.BAD_NUMBER, Dirt.WRONG_FIELD_COUNT, Dirt.DUPLICATE_ORDER, Dirt.FIELD_TOO_LONG);
            case REVIEWS ->
                    List.of(Dirt.BAD_NUMBER, Dirt.REVIEW_OUT_OF_RANGE, Dirt.WRONG_FIELD_COUNT, Dirt.FIELD_TOO_LONG);
            case SHIPMENT_DELIVERIES -> List.of(Dirt.BAD_DATE, Dirt.WRONG_FIELD_COUNT, Dirt.FIELD_TOO_LONG);
        };
    }

    /// A row that cannot be loaded, made of one that can, with an id of its own unless that is what is wrong.
    static List<String> dirty(CommerceFile file, List<String> row, Dirt dirt, long number) {
        var dirty = new ArrayList<>(row);
        if (file != CommerceFile.REVIEWS && dirt != Dirt.DUPLICATE_ORDER) {
            dirty.set(0, "D-%08d".formatted(number));
        }
        switch (dirt) {
            case BAD_NUMBER ->
                    dirty.set(file.columns().indexOf(file == CommerceFile.ORDERS ? "unit_price" : "review"), "n/a");
            case BAD_DATE -> dirty.set(file.columns().indexOf("shipment_date"), "2026-02-30");
            case REVIEW_OUT_OF_RANGE -> dirty.set(file.columns().indexOf("review"), "6");
            case WRONG_FIELD_COUNT -> dirty.add("surplus");
            // The second column of each file is an id.
            case FIELD_TOO_LONG -> dirty.set(1, TOO_LONG);
            case DUPLICATE_ORDER -> {}
        }
        return dirty;
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
