package io.millrace.commerce;

import static io.millrace.commerce.CommerceDatabase.BUSINESS_DATE;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.commerce.CommerceResult.Shipments;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The business date is 2026-11-20.
class ShipmentsTest {

    private final CommerceDatabase database = new CommerceDatabase();

    @ParameterizedTest
    @CsvSource({
        // order, sent, delivered, late, undelivered
        "2026-11-01, 2026-11-06,           , 0, 0", // 5 days
        "2026-11-01, 2026-11-07,           , 1, 0", // 6 days exactly
        "2026-11-01, 2026-11-08,           , 1, 0",
        "2026-11-01, 2026-11-07, 2026-11-09, 0, 0", // sent late, but delivered
        "2026-11-06,           ,           , 0, 0", // 14 days old
        "2026-11-05,           ,           , 0, 1", // 15 days exactly
        "2025-01-05,           ,           , 0, 1", // also long ago
        "2025-01-05,           , 2025-01-07, 0, 0", // delivered and never sent: nothing to count
        "2026-11-01, 2026-10-30,           , 0, 0", // sent before it was ordered
    })
    void areLateOrUndeliveredByTheirDates(
            String order, @Nullable String sent, @Nullable String delivered, long late, long undelivered) {
        database.shipment(database.order(order, "P-001"), sent, delivered);

        assertThat(database.analysed().shipments()).isEqualTo(new Shipments(late, undelivered));
    }

    @Test
    void areCountedEachThoughTheyShareAnOrder() {
        var order = database.order("2026-10-01", "P-001");
        database.shipment(order, "2026-10-20", null);
        database.shipment(order, "2026-10-21", null);
        database.shipment(order, null, null);

        assertThat(database.analysed().shipments()).isEqualTo(new Shipments(2, 1));
    }

    @Test
    void areNotCountedWithoutTheirOrder() {
        database.shipment("unknown", null, null);
        database.of(BUSINESS_DATE.minusDays(1));
        var yesterdays = database.order("2026-10-01", "P-001");
        database.of(BUSINESS_DATE).shipment(yesterdays, "2026-10-20", null);

        var result = database.analysed();

        assertThat(result.shipments()).isEqualTo(new Shipments(0, 0));
        assertThat(result.gaps().orders().examples()).containsExactly("1", "unknown");
    }

    @Test
    void areNoneWithoutOrders() {
        assertThat(database.analysed().shipments()).isEqualTo(new Shipments(0, 0));
    }
}
