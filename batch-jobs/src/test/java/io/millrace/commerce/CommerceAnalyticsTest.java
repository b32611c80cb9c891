package io.millrace.commerce;

import static io.millrace.commerce.CommerceDatabase.BUSINESS_DATE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

import java.time.LocalDate;

class CommerceAnalyticsTest {

    private static final LocalDate NEXT = BUSINESS_DATE.plusDays(1);

    private final CommerceDatabase database = new CommerceDatabase();
    private final CommerceAnalytics analytics =
            new CommerceAnalytics(database.jdbc, new CommerceSettings(BestProductBy.POINTS, 100));

    @Test
    void replaceOnlyTheResultsOfTheirDate() {
        database.reviews("P-001", 5);
        database.shipment(database.order("2026-01-01", "P-001"), null, null);
        var first = database.analysed();
        database.of(NEXT).reviews("P-002", 5);
        database.analysed(NEXT, BestProductBy.POINTS);

        database.inTransaction(() -> new CommerceStaging(database.jdbc).clear(NEXT));
        var again = database.analysed(NEXT, BestProductBy.POINTS);

        assertThat(again.bestProduct().name()).isNull();
        assertThat(database.results.find(BUSINESS_DATE)).contains(first);
        assertThat(database.analysed()).isEqualTo(first);
    }

    @Test
    void changeTogetherWithWhatTheCallerChanges() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(
                        () ->
                                database.inTransaction(
                                        () -> {
                                            analytics.compute(BUSINESS_DATE);
                                            throw new IllegalArgumentException("and then this");
                                        }));

        assertThat(database.results.find(BUSINESS_DATE)).isEmpty();
    }

    @Test
    void needATransaction() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> analytics.compute(BUSINESS_DATE))
                .withMessageContaining("transaction");
    }

    /// As it is on every day but the first: the statistics have all dates but the one that was just loaded.
    @Test
    void doNotCompareEveryOrderWithEveryShipment() {
        load(BUSINESS_DATE);
        database.jdbc.sql("ANALYZE staging.orders; ANALYZE staging.shipment_deliveries").update();
        load(NEXT);

        // Far more than a comparison by hash takes on any machine, far less than 3 * 10^9 comparisons.
        database.inTransaction(
                () -> {
                    database.jdbc.sql("SET LOCAL statement_timeout = '60s'").update();
                    analytics.compute(NEXT);
                });

        assertThat(database.results.find(NEXT).orElseThrow().shipments().undelivered()).isEqualTo(60_000);
    }

    private void load(LocalDate date) {
        database.jdbc
                .sql(
                        """
                        INSERT INTO staging.orders
                        SELECT ?, 'O-' || n, 'C-1', DATE '2026-01-01', 'P-001', 1, 1, 1 FROM generate_series(1, 60000) AS n
                        """)
                .param(date)
                .update();
        database.jdbc
                .sql(
                        """
                        INSERT INTO staging.shipment_deliveries
                        SELECT ?, 'S-' || n, 'O-' || n, NULL, NULL FROM generate_series(1, 60000) AS n
                        """)
                .param(date)
                .update();
    }
}
