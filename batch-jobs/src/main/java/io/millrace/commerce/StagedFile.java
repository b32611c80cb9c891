package io.millrace.commerce;

import io.millrace.io.CsvMapping;
import io.millrace.io.JdbcRecordWriter;
import io.millrace.io.RecordWriter;

import org.springframework.jdbc.core.JdbcTemplate;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/// A file of the set, and the staging table that its rows go to.
///
/// @param member its name in the set, and the table's
/// @param mapping its columns
/// @param insert puts a row into the table; the first parameter is the business date
/// @param values sets the other parameters
record StagedFile<T>(String member, CsvMapping<T> mapping, String insert, Values<T> values) {

    /// As the columns of staging limit them.
    private static final int ID_LENGTH = 64;

    private static final int PRICE_DIGITS = 18;
    private static final int PRICE_SCALE = 4;

    interface Values<T> {
        void set(PreparedStatement row, T value) throws SQLException;
    }

    record Order(
            String orderId,
            String customerId,
            LocalDate orderDate,
            String productId,
            java.math.BigDecimal unitPrice,
            int quantity,
            java.math.BigDecimal totalPrice) {}

    static final StagedFile<Order> ORDERS =
            new StagedFile<>(
                    "orders",
                    CsvMapping.of(
                            List.of(
                                    "order_id",
                                    "customer_id",
                                    "order_date",
                                    "product_id",
                                    "unit_price",
                                    "quantity",
                                    "total_price"),
                            row ->
                                    new Order(
                                            row.requiredText(0, ID_LENGTH),
                                            row.requiredText(1, ID_LENGTH),
                                            row.requiredDate(2),
                                            row.requiredText(3, ID_LENGTH),
                                            row.requiredDecimal(4, PRICE_DIGITS, PRICE_SCALE),
                                            row.requiredInteger(5, 1, Integer.MAX_VALUE),
                                            row.requiredDecimal(6, PRICE_DIGITS, PRICE_SCALE))),
                    "INSERT INTO staging.orders VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (row, order) -> {
                        row.setString(2, order.orderId());
                        row.setString(3, order.customerId());
                        row.setObject(4, order.orderDate());
                        row.setString(5, order.productId());
                        row.setBigDecimal(6, order.unitPrice());
                        row.setInt(7, order.quantity());
                        row.setBigDecimal(8, order.totalPrice());
                    });

    record Review(int review, String productId) {}

    static final StagedFile<Review> REVIEWS =
            new StagedFile<>(
                    "reviews",
                    CsvMapping.of(
                            List.of("review", "product_id"),
                            row -> new Review(row.requiredInteger(0, 1, 5), row.requiredText(1, ID_LENGTH))),
                    "INSERT INTO staging.reviews VALUES (?, ?, ?)",
                    (row, review) -> {
                        row.setInt(2, review.review());
                        row.setString(3, review.productId());
                    });

    record Shipment(
            String shipmentId,
            String orderId,
            @org.jspecify.annotations.Nullable LocalDate shipmentDate,
            @org.jspecify.annotations.Nullable LocalDate deliveryDate) {}

    static final StagedFile<Shipment> SHIPMENTS =
            new StagedFile<>(
                    "shipment_deliveries",
                    CsvMapping.of(
                            List.of("shipment_id", "order_id", "shipment_date", "delivery_date"),
                            row ->
                                    new Shipment(
                                            row.requiredText(0, ID_LENGTH),
                                            row.requiredText(1, ID_LENGTH),
                                            row.optionalDate(2),
                                            row.optionalDate(3))),
                    "INSERT INTO staging.shipment_deliveries VALUES (?, ?, ?, ?, ?)",
                    (row, shipment) -> {
                        row.setString(2, shipment.shipmentId());
                        row.setString(3, shipment.orderId());
                        row.setObject(4, shipment.shipmentDate(), Types.DATE);
                        row.setObject(5, shipment.deliveryDate(), Types.DATE);
                    });

    static Stream<StagedFile<?>> all() {
        return Stream.of(ORDERS, REVIEWS, SHIPMENTS);
    }

    /// Writes rows of a business date.
    RecordWriter<T> writer(JdbcTemplate jdbc, LocalDate businessDate) {
        return new JdbcRecordWriter<>(
                jdbc,
                insert,
                (row, value) -> {
                    row.setObject(1, businessDate);
                    values.set(row, value);
                });
    }
}
