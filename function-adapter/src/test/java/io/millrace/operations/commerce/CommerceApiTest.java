package io.millrace.operations.commerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operations.Api;
import io.millrace.operations.ApiTest;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ApiTest
class CommerceApiTest {

    @Autowired Api api;

    @Autowired JdbcClient jdbc;

    @BeforeEach
    void results() {
        jdbc.sql(
                        """
                        DELETE FROM analytics.agg_public_holiday;
                        DELETE FROM analytics.agg_shipments;
                        DELETE FROM analytics.best_performing_product;
                        DELETE FROM staging.reference_gaps;
                        INSERT INTO analytics.agg_public_holiday
                        VALUES ('2026-11-20', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
                            ('2026-11-21', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
                        INSERT INTO analytics.agg_shipments VALUES ('2026-11-20', 17, 4), ('2026-11-21', 0, 0);
                        INSERT INTO analytics.best_performing_product
                        VALUES ('2026-11-20', '=Kettle', '2026-04-03', true, 1207, 5, 10.5, 20.01, 30, 34.49, 90, 0.1);
                        INSERT INTO analytics.best_performing_product (ingestion_date) VALUES ('2026-11-21');
                        INSERT INTO staging.reference_gaps VALUES ('2026-11-20', 'PRODUCT', 2, 3, '{P-998,P-999}');
                        """)
                .update();
    }

    @Test
    void showsTheTablesUnderTheirNames() {
        var result = api.get("/api/commerce/2026-11-20").json();

        assertThat(result.get("businessDate").stringValue()).isEqualTo("2026-11-20");
        assertThat(result.get("agg_public_holiday").toString())
                .isEqualTo(
                        """
                        {"tt_order_hol_jan":1,"tt_order_hol_feb":2,"tt_order_hol_mar":3,"tt_order_hol_apr":4,\
                        "tt_order_hol_may":5,"tt_order_hol_jun":6,"tt_order_hol_jul":7,"tt_order_hol_aug":8,\
                        "tt_order_hol_sep":9,"tt_order_hol_oct":10,"tt_order_hol_nov":11,"tt_order_hol_dec":12}\
                        """);
        assertThat(result.get("agg_shipments").toString())
                .isEqualTo("{\"tt_late_shipments\":17,\"tt_undelivered_items\":4}");
        assertThat(result.get("best_performing_product").toString())
                .isEqualTo(
                        """
                        {"product_name":"=Kettle","most_ordered_day":"2026-04-03","is_public_holiday":true,\
                        "tt_review_points":1207,"pct_one_star_review":5.00,"pct_two_star_review":10.50,\
                        "pct_three_star_review":20.01,"pct_four_star_review":30.00,"pct_five_star_review":34.49,\
                        "pct_early_shipments":90.00,"pct_late_shipments":0.10}\
                        """);
        assertThat(result.at("/gaps/products").toString())
                .isEqualTo("{\"missing\":2,\"rows\":3,\"examples\":[\"P-998\",\"P-999\"]}");
        assertThat(result.at("/gaps/orders").toString()).isEqualTo("{\"missing\":0,\"rows\":0,\"examples\":[]}");
    }

    @Test
    void leavesOutWhatHasNoValue() {
        var result = api.get("/api/commerce/2026-11-21").json();

        assertThat(result.get("best_performing_product").toString()).isEqualTo("{}");
    }

    @Test
    void linksToTheExports() {
        var link = api.get("/api/commerce/2026-11-20").json().at("/links/agg_shipments/href").stringValue();

        var file = api.get(link);

        assertThat(file.text())
                .isEqualTo("ingestion_date,tt_late_shipments,tt_undelivered_items\r\n2026-11-20,17,4\r\n");
        assertThat(file.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
        assertThat(file.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"agg_shipments-2026-11-20.csv\"");
    }

    @Test
    void exportsAreSafeToOpen() {
        assertThat(api.get("/api/commerce/2026-11-20/export/best_performing_product").text())
                .contains("\r\n2026-11-20,'=Kettle,2026-04-03,true,1207,5.00,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/commerce/2026-11-19",
                "/api/commerce/0000-01-01",
                "/api/commerce/9999-12-31",
                "/api/commerce/2026-11-19/export/agg_shipments",
                "/api/commerce/2026-11-20/export/orders",
                "/api/commerce/2026-11-20/export/AGG_SHIPMENTS",
                "/api/commerce/2026-11-20/export/agg_shipments.csv"
            })
    void doesNotKnowWhatIsNotThere(String path) {
        api.get(path).problem(404, "RESOURCE_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/commerce/today",
                "/api/commerce/2026-02-30",
                "/api/commerce/+999999999-01-01",
                "/api/commerce/2026-11-20T00:00:00Z",
                "/api/commerce/20261120/export/agg_shipments"
            })
    void namesADateThatIsNone(String path) {
        var problem = api.get(path).problem(400, "INVALID_PARAMETER");

        assertThat(problem.get("parameter").stringValue()).isEqualTo("date");
        assertThat(problem.get("detail").stringValue()).contains("2026-03-01");
    }

    @Test
    void answersInItsFormsOnly() {
        api.get("/api/commerce/2026-11-20/export/agg_shipments", "Accept", "application/xml")
                .problem(406, "NOT_ACCEPTABLE");
        api.get("/api/commerce/2026-11-20?table=agg_shipments").problem(400, "UNKNOWN_PARAMETER");
    }
}
