package io.millrace.commerce;

import io.millrace.commerce.StagedRow.Order;
import io.millrace.commerce.StagedRow.Review;
import io.millrace.commerce.StagedRow.Shipment;
import io.millrace.io.CopyRecordWriter;
import io.millrace.io.CopyRow;
import io.millrace.io.CsvMapping;
import io.millrace.io.CsvRow;
import io.millrace.io.RecordWriter;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

import org.springframework.jdbc.core.JdbcTemplate;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// A file of the set and the staging table of the same name that its rows go to.
///
/// @param file its columns are the table's behind `ingestion_date`
/// @param mapper makes a row's value of the columns
/// @param encoder gives the values of the columns in their order
record StagedFile<T>(CommerceFile file, CsvMapping.RowMapper<T> mapper, BiConsumer<CopyRow, T> encoder) {

    // As the columns of staging limit them.
    private static final int ID = 64;
    private static final int DIGITS = 18;
    private static final int SCALE = 4;

    static final StagedFile<Order> ORDERS =
            new StagedFile<>(
                    CommerceFile.ORDERS,
                    row ->
                            new Order(
                                    row.requiredText(0, ID),
                                    row.requiredText(1, ID),
                                    row.requiredDate(2),
                                    row.requiredText(3, ID),
                                    amount(row, 4),
                                    row.requiredInteger(5, 1, Integer.MAX_VALUE),
                                    amount(row, 6)),
                    (row, order) ->
                            row.text(order.orderId())
                                    .text(order.customerId())
                                    .date(order.orderDate())
                                    .text(order.productId())
                                    .numeric(order.unitPrice())
                                    .int4(order.quantity())
                                    .numeric(order.totalPrice()));

    static final StagedFile<Review> REVIEWS =
            new StagedFile<>(
                    CommerceFile.REVIEWS,
                    row -> new Review(row.requiredInteger(0, 1, 5), row.requiredText(1, ID)),
                    (row, review) -> row.int4(review.review()).text(review.productId()));

    static final StagedFile<Shipment> SHIPMENTS =
            new StagedFile<>(
                    CommerceFile.SHIPMENT_DELIVERIES,
                    row ->
                            new Shipment(
                                    row.requiredText(0, ID),
                                    row.requiredText(1, ID),
                                    row.optionalDate(2),
                                    row.optionalDate(3)),
                    (row, shipment) ->
                            row.text(shipment.shipmentId())
                                    .text(shipment.orderId())
                                    .date(shipment.shipmentDate())
                                    .date(shipment.deliveryDate()));

    /// An amount of the shop's currency.
    private static BigDecimal amount(CsvRow row, int column) throws RejectedRecordException {
        var amount = row.requiredDecimal(column, DIGITS, SCALE);
        if (amount.signum() < 0) {
            throw row.rejected(
                    RejectCode.NUMBER_OUT_OF_RANGE,
                    "%s is less than 0: %s".formatted(CommerceFile.ORDERS.columns().get(column), amount));
        }
        return amount;
    }

    /// The files that make a set.
    static Stream<StagedFile<?>> all() {
        return Stream.of(ORDERS, REVIEWS, SHIPMENTS);
    }

    CsvMapping<T> mapping() {
        return CsvMapping.of(file.columns(), mapper);
    }

    /// Adds rows of a business date to the table.
    RecordWriter<T> writer(JdbcTemplate jdbc, LocalDate businessDate) {
        return new CopyRecordWriter<>(
                jdbc,
                "staging." + file.tableName(),
                Stream.concat(Stream.of("ingestion_date"), file.columns().stream()).toList(),
                (row, value) -> encoder.accept(row.date(businessDate), value));
    }
}
