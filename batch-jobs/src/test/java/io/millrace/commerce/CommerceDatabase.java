package io.millrace.commerce;

import io.millrace.local.LocalDatabase;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;

import javax.sql.DataSource;

/// The tables of the pipeline in the database of the tests, empty but for the reference data, and what a set of files
/// would load into them. Ids are made up: the first order is `1`, the first shipment too.
final class CommerceDatabase {

    /// A Friday.
    static final LocalDate BUSINESS_DATE = LocalDate.parse("2026-11-20");

    private static final List<String> TABLES =
            List.of(
                    "staging.orders",
                    "staging.reviews",
                    "staging.shipment_deliveries",
                    "staging.reference_gaps",
                    "analytics.agg_public_holiday",
                    "analytics.agg_shipments",
                    "analytics.best_performing_product");

    /// One connection for all: the data source of the tests makes a new one each time.
    private static final DataSource CONNECTION = connection();

    final JdbcClient jdbc = JdbcClient.create(CONNECTION);
    final CommerceResults results = new CommerceResults(jdbc);
    private final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(CONNECTION));
    private LocalDate ingestionDate = BUSINESS_DATE;
    private int orders;
    private int shipments;

    CommerceDatabase() {
        TABLES.forEach(table -> jdbc.sql("DELETE FROM " + table).update());
    }

    private static DataSource connection() {
        try {
            return new SingleConnectionDataSource(LocalDatabase.shared().getConnection(), true);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Rows that follow are of another set.
    CommerceDatabase of(LocalDate date) {
        ingestionDate = date;
        return this;
    }

    /// Orders of a product on a day; the id of the last.
    String orders(int number, String date, String product) {
        for (var i = 0; i < number; i++) {
            orders++;
            jdbc.sql("INSERT INTO staging.orders VALUES (?, ?, 'C-00001', ?, ?, 9.99, 2, 19.98)")
                    .params(ingestionDate, Integer.toString(orders), LocalDate.parse(date), product)
                    .update();
        }
        return Integer.toString(orders);
    }

    String order(String date, String product) {
        return orders(1, date, product);
    }

    void reviews(String product, int... stars) {
        for (var review : stars) {
            jdbc.sql("INSERT INTO staging.reviews VALUES (?, ?, ?)").params(ingestionDate, review, product).update();
        }
    }

    void shipment(String order, @Nullable String shipped, @Nullable String delivered) {
        shipments++;
        jdbc.sql(
                        """
                        INSERT INTO staging.shipment_deliveries
                        VALUES (?, ?, ?, CAST(? AS date), CAST(? AS date))\
                        """)
                .params(ingestionDate, Integer.toString(shipments), order)
                .param(shipped)
                .param(delivered)
                .update();
    }

    CommerceResult analysed() {
        return analysed(BUSINESS_DATE, BestProductBy.POINTS);
    }

    CommerceResult analysed(LocalDate date, BestProductBy by) {
        var analytics = new CommerceAnalytics(jdbc, new CommerceSettings(by, 100));
        inTransaction(() -> analytics.compute(date));
        return results.find(date).orElseThrow();
    }

    void inTransaction(Runnable work) {
        transaction.executeWithoutResult(_ -> work.run());
    }

    /// Does it and leaves no trace of it.
    void inPassing(Runnable work) {
        transaction.executeWithoutResult(
                status -> {
                    work.run();
                    status.setRollbackOnly();
                });
    }
}
