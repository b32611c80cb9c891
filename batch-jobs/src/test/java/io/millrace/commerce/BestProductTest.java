package io.millrace.commerce;

import static io.millrace.commerce.CommerceDatabase.BUSINESS_DATE;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.commerce.CommerceResult.BestProduct;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.LocalDate;

class BestProductTest {

    private static final String PAN = "Cast-Iron Pan 28 cm";
    private static final String KNIFE = "Chef's Knife";

    private final CommerceDatabase database = new CommerceDatabase();

    private BestProduct best(BestProductBy by) {
        return database.analysed(BUSINESS_DATE, by).bestProduct();
    }

    private @Nullable String nameOfBest() {
        return best(BestProductBy.POINTS).name();
    }

    @Test
    void hasItsSharesAndItsDay() {
        database.reviews("P-001", 5, 5, 4, 2, 1, 1, 3); // 21 points
        database.reviews("P-002", 5, 5); // 10 points
        database.orders(2, "2026-04-03", "P-001"); // Good Friday
        database.order("2026-04-07", "P-001");
        database.orders(9, "2026-04-07", "P-002");
        database.shipment("1", "2026-04-08", "2026-04-10"); // 5 days: early
        database.shipment("2", "2026-04-09", "2026-04-10"); // 6 days, delivered: neither
        database.shipment("3", "2026-04-13", null); // 6 days: late
        database.shipment("4", "2026-04-08", "2026-04-09"); // of the other product

        assertThat(best(BestProductBy.POINTS))
                .isEqualTo(
                        new BestProduct(
                                PAN,
                                LocalDate.parse("2026-04-03"),
                                true,
                                21L,
                                new BigDecimal("28.57"),
                                new BigDecimal("14.29"),
                                new BigDecimal("14.29"),
                                new BigDecimal("14.29"),
                                new BigDecimal("28.57"),
                                new BigDecimal("33.33"),
                                new BigDecimal("33.33")));
    }

    @Test
    void hasTheMostPointsOrTheMostReviews() {
        database.reviews("P-001", 5, 5, 5); // 15 points
        database.reviews("P-002", 1, 2, 3, 4); // 10 points

        assertThat(best(BestProductBy.POINTS).name()).isEqualTo(PAN);
        assertThat(best(BestProductBy.REVIEWS).name()).isEqualTo(KNIFE);
        assertThat(best(BestProductBy.REVIEWS).reviewPoints()).isEqualTo(10);
    }

    @Test
    void hasTheBetterAverageOfTwoWithAsManyPoints() {
        database.reviews("P-001", 4, 4, 2);
        database.reviews("P-002", 5, 5);

        assertThat(nameOfBest()).isEqualTo(KNIFE);
    }

    @Test
    void hasTheBetterAverageOfTwoWithAsManyReviews() {
        database.reviews("P-001", 4, 4);
        database.reviews("P-002", 5, 4);

        assertThat(best(BestProductBy.REVIEWS).name()).isEqualTo(KNIFE);
    }

    @Test
    void hasTheFirstIdOfTwoThatAreAlike() {
        database.reviews("P-002", 5, 3);
        database.reviews("P-001", 4, 4);

        assertThat(nameOfBest()).isEqualTo(PAN);
        assertThat(best(BestProductBy.REVIEWS).name()).isEqualTo(PAN);
    }

    @Test
    void hasTheEarliestOfTwoDaysWithAsManyOrders() {
        database.reviews("P-001", 5);
        database.orders(2, "2026-05-06", "P-001");
        database.orders(2, "2026-05-05", "P-001");

        assertThat(best(BestProductBy.POINTS).mostOrderedDay()).isEqualTo("2026-05-05");
        assertThat(best(BestProductBy.POINTS).publicHoliday()).isFalse();
    }

    @Test
    void wasOrderedMostOnAHolidayAtTheWeekendWhichIsNoPublicHoliday() {
        database.reviews("P-001", 5);
        database.order("2026-10-03", "P-001");

        assertThat(best(BestProductBy.POINTS).publicHoliday()).isFalse();
    }

    @Test
    void isNothingWithoutReviews() {
        database.shipment(database.order("2026-04-03", "P-001"), "2026-04-04", "2026-04-05");

        assertThat(best(BestProductBy.POINTS))
                .isEqualTo(new BestProduct(null, null, null, null, null, null, null, null, null, null, null));
    }

    @Test
    void hasNoDayAndNoShipmentsWithoutOrders() {
        database.reviews("P-001", 3);

        assertThat(best(BestProductBy.POINTS))
                .isEqualTo(
                        new BestProduct(
                                PAN,
                                null,
                                null,
                                3L,
                                new BigDecimal("0.00"),
                                new BigDecimal("0.00"),
                                new BigDecimal("100.00"),
                                new BigDecimal("0.00"),
                                new BigDecimal("0.00"),
                                null,
                                null));
    }

    @Test
    void countsShipmentsWithoutDatesAmongAll() {
        database.reviews("P-001", 3);
        var order = database.order("2026-11-19", "P-001");
        database.shipment(order, "2026-11-19", "2026-11-20");
        database.shipment(order, null, null);
        database.shipment(order, null, "2026-11-20");
        database.shipment(order, "2026-11-19", null);

        assertThat(best(BestProductBy.POINTS).earlyShipments()).isEqualTo("25.00");
        assertThat(best(BestProductBy.POINTS).lateShipments()).isEqualTo("0.00");
    }

    @Test
    void goesByItsIdIfTheCatalogueDoesNotHaveIt() {
        database.reviews("P-999", 5);
        database.order("2014-12-25", "P-999"); // before the calendar begins

        assertThat(nameOfBest()).isEqualTo("P-999");
        assertThat(best(BestProductBy.POINTS).mostOrderedDay()).isEqualTo("2014-12-25");
        assertThat(best(BestProductBy.POINTS).publicHoliday()).isNull();
    }

    @Test
    void isThatOfTheSetOnly() {
        database.reviews("P-001", 5);
        database.of(BUSINESS_DATE.minusDays(1)).reviews("P-002", 5, 5);
        database.orders(7, "2026-05-05", "P-001");

        assertThat(nameOfBest()).isEqualTo(PAN);
        assertThat(best(BestProductBy.POINTS).mostOrderedDay()).isNull();
    }
}
