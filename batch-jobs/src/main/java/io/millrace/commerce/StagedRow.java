package io.millrace.commerce;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDate;

/// A row of one of the files, as docs/commerce.md describes its columns.
sealed interface StagedRow {

    /// A row of `orders.csv`.
    record Order(
            String orderId,
            String customerId,
            LocalDate orderDate,
            String productId,
            BigDecimal unitPrice,
            int quantity,
            BigDecimal totalPrice)
            implements StagedRow {}

    /// A row of `reviews.csv`.
    record Review(int review, String productId) implements StagedRow {}

    /// A row of `shipment_deliveries.csv`.
    record Shipment(
            String shipmentId, String orderId, @Nullable LocalDate shipmentDate, @Nullable LocalDate deliveryDate)
            implements StagedRow {}
}
