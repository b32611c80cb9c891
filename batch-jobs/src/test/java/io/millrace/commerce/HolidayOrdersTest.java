package io.millrace.commerce;

import static io.millrace.commerce.CommerceDatabase.BUSINESS_DATE;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.commerce.CommerceResult.HolidayOrders;

import org.junit.jupiter.api.Test;

import java.time.LocalDate;

class HolidayOrdersTest {

    private static final HolidayOrders NONE = new HolidayOrders(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private final CommerceDatabase database = new CommerceDatabase();

    @Test
    void areThoseOnHolidaysFromMondayToFridayByMonth() {
        database.orders(3, "2026-01-01", "P-001"); // New Year's Day, a Thursday
        database.orders(2, "2026-04-03", "P-001"); // Good Friday
        database.orders(1, "2026-04-06", "P-002"); // Easter Monday
        database.orders(4, "2025-12-25", "P-003"); // Christmas Day, a Thursday
        database.orders(5, "2026-01-02", "P-001"); // a Friday like any other

        assertThat(database.analysed().holidayOrders())
                .isEqualTo(new HolidayOrders(3, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4));
    }

    @Test
    void areNotThoseOnAHolidayAtTheWeekend() {
        database.order("2026-10-03", "P-001"); // German Unity Day, a Saturday
        database.order("2026-04-05", "P-001"); // a Sunday

        assertThat(database.analysed().holidayOrders()).isEqualTo(NONE);
    }

    @Test
    void areThoseOfTheYearThatEndsWithTheBusinessDate() {
        var goodFriday = LocalDate.parse("2026-04-03");
        database.of(goodFriday);
        database.orders(2, "2026-04-03", "P-001"); // the business date itself
        database.order("2025-04-18", "P-001"); // Good Friday of the year before, not yet a year ago
        database.order("2026-04-06", "P-001"); // Easter Monday, after the business date

        assertThat(database.analysed(goodFriday, BestProductBy.POINTS).holidayOrders().apr()).isEqualTo(3);
    }

    @Test
    void areNotThoseOfTheYearBefore() {
        var newYear = LocalDate.parse("2026-01-01");
        database.of(newYear);
        database.order("2025-01-01", "P-001"); // a year ago to the day
        database.order("2024-12-25", "P-001");
        database.order("2025-04-18", "P-001");

        assertThat(database.analysed(newYear, BestProductBy.POINTS).holidayOrders())
                .isEqualTo(new HolidayOrders(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void areThoseOfTheSetOnly() {
        database.order("2026-01-01", "P-001");
        database.of(BUSINESS_DATE.minusDays(1)).order("2026-01-01", "P-001");

        assertThat(database.analysed().holidayOrders().jan()).isEqualTo(1);
    }

    @Test
    void areNoneWithoutOrders() {
        assertThat(database.analysed().holidayOrders()).isEqualTo(NONE);
    }
}
