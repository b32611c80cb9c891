package io.millrace.commerce;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The tables of the schema `analytics`, in the order in which they are made. Each has one row per business date.
public enum AnalyticsTable {
    /// Orders placed on public holidays, by month.
    AGG_PUBLIC_HOLIDAY,
    /// Late and undelivered shipments.
    AGG_SHIPMENTS,
    /// The product that did best.
    BEST_PERFORMING_PRODUCT;

    /// The table's name, without its schema.
    public String tableName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The table of this name.
    public static Optional<AnalyticsTable> named(String tableName) {
        return Stream.of(values()).filter(table -> table.tableName().equals(tableName)).findFirst();
    }
}
