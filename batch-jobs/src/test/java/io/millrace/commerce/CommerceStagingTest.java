package io.millrace.commerce;

import static io.millrace.commerce.CommerceDatabase.BUSINESS_DATE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessException;

class CommerceStagingTest {

    private final CommerceDatabase database = new CommerceDatabase();

    @Test
    void losesTheRowsOfADateOnly() {
        fill();
        database.of(BUSINESS_DATE.minusDays(1));
        fill();

        assertThat(new CommerceStaging(database.jdbc).clear(BUSINESS_DATE)).isEqualTo(4);

        for (var table : new String[] {"orders", "reviews", "shipment_deliveries"}) {
            var dates = "SELECT DISTINCT ingestion_date FROM staging." + table;
            assertThat(database.jdbc.sql(dates).query(String.class).list()).as(table).containsExactly("2026-11-19");
        }
    }

    private void fill() {
        database.reviews("P-001", 1, 2);
        database.shipment(database.order("2026-01-01", "P-001"), null, null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "order_id_is_not_empty     | orders VALUES (current_date, '', 'c', current_date, 'p', 1, 1, 1)",
                "unit_price_is_an_amount   | orders VALUES (current_date, 'o', 'c', current_date, 'p', -1, 1, 1)",
                "unit_price_is_an_amount   | orders VALUES (current_date, 'o', 'c', current_date, 'p', 1.00001, 1, 1)",
                "unit_price_is_an_amount   | orders VALUES (current_date, 'o', 'c', current_date, 'p', 'NaN', 1, 1)",
                "quantity_is_positive      | orders VALUES (current_date, 'o', 'c', current_date, 'p', 1, 0, 1)",
                "total_price_is_an_amount  | orders VALUES (current_date, 'o', 'c', current_date, 'p', 1, 1, 1e14)",
                "order_date_is_a_day       | orders VALUES (current_date, 'o', 'c', 'infinity', 'p', 1, 1, 1)",
                "character varying(64)     | orders VALUES (current_date, repeat('o', 65), 'c', current_date, 'p', 1,"
                        + " 1, 1)",
                "review_is_1_to_5          | reviews VALUES (current_date, 6, 'p')",
                "review_is_1_to_5          | reviews VALUES (current_date, 0, 'p')",
                "shipment_id_is_not_empty  | shipment_deliveries VALUES (current_date, '', 'o', NULL, NULL)",
            })
    void refusesWhatCannotBe(String reason, String row) {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> database.jdbc.sql("INSERT INTO staging." + row).update())
                .withMessageContaining(reason);
    }
}
