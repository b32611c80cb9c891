package io.millrace.commerce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Map;

class ReferenceDataTest {

    private final CommerceDatabase database = new CommerceDatabase();

    @Test
    void theCalendarHasEveryDayOf2015To2040() {
        var span =
                "SELECT count(*) AS days, min(calendar_dt) AS first, max(calendar_dt) AS last FROM if_common.dim_dates";

        assertThat(database.jdbc.sql(span).query().singleRow())
                .containsEntry("days", 26 * 365L + 7)
                .hasEntrySatisfying("first", first -> assertThat(first).hasToString("2015-01-01"))
                .hasEntrySatisfying("last", last -> assertThat(last).hasToString("2040-12-31"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20, true", // a Friday
        "2026-11-21, false",
        "2026-11-22, false",
        "2026-11-23, true",
        "2026-10-03, false", // German Unity Day, a Saturday
        "2026-12-25, false",
        "2027-03-26, false", // Good Friday
        "2024-02-29, true",
        "2017-10-31, false",
        "2018-10-31, true",
    })
    void aWorkingDayIsNeitherAtTheWeekendNorAHoliday(LocalDate day, boolean workingDay) {
        var row = database.jdbc.sql("SELECT * FROM if_common.dim_dates WHERE calendar_dt = ?").param(day);

        assertThat(row.query().singleRow())
                .containsAllEntriesOf(
                        Map.of(
                                "year_num", day.getYear(),
                                "month_of_the_year_num", day.getMonthValue(),
                                "day_of_the_month_num", day.getDayOfMonth(),
                                "day_of_the_week_num", DayOfWeek.from(day).getValue(),
                                "working_day", workingDay));
    }

    @Test
    void everyCustomerHasAnAddress() {
        var homeless =
                """
                SELECT count(*) FROM if_common.dim_customers
                WHERE postal_code NOT IN (SELECT postal_code FROM if_common.dim_addresses)
                """;

        assertThat(database.jdbc.sql(homeless).query(Long.class).single()).isZero();
        assertThat(database.jdbc.sql("SELECT count(*) FROM if_common.dim_customers").query(Long.class).single())
                .isPositive();
    }

    @Test
    void holidaysAndProductsAreReplacedAsThePageSays() {
        database.inPassing(
                () -> {
                    database.jdbc.sql(CommercePage.sql("holidays")).update();
                    database.jdbc.sql(CommercePage.sql("products")).update();

                    var workingDay = "SELECT working_day FROM if_common.dim_dates WHERE calendar_dt = ?::date";
                    assertThat(Map.of("2026-10-01", false, "2026-10-02", true, "2026-10-03", false, "2026-04-03", true))
                            .allSatisfy(
                                    (day, expected) ->
                                            assertThat(database.jdbc.sql(workingDay).param(day).query().singleValue())
                                                    .as(day)
                                                    .isEqualTo(expected));
                    assertThat(database.jdbc.sql("SELECT * FROM if_common.dim_products").query().listOfRows())
                            .hasSize(2);
                });
    }

    @Test
    void theCatalogueCanBeAViewOfAnotherTable() {
        database.reviews("1001", 5);
        database.inPassing(
                () -> {
                    database.jdbc
                            .sql(
                                    """
                                    CREATE SCHEMA sales;
                                    CREATE TABLE sales.article (article_no bigint, department text, title text);
                                    INSERT INTO sales.article VALUES (1001, 'Books', 'Of another table')
                                    """)
                            .update();
                    database.jdbc.sql(CommercePage.sql("views").replace("TO millrace_app", "TO public")).update();

                    assertThat(database.analysed().bestProduct().name()).isEqualTo("Of another table");
                });
    }

    @Test
    void oldSetsAreDeletedAsThePageSays() {
        database.of(LocalDate.parse("2025-12-31")).reviews("P-001", 5);
        database.of(LocalDate.parse("2026-01-01")).reviews("P-001", 5);

        database.jdbc.sql(CommercePage.sql("retention")).update();

        assertThat(database.jdbc.sql("SELECT ingestion_date FROM staging.reviews").query(LocalDate.class).list())
                .containsExactly(LocalDate.parse("2026-01-01"));
    }
}
