package io.millrace.commerce;

import io.millrace.commerce.CommerceResult.BestProduct;
import io.millrace.commerce.CommerceResult.HolidayOrders;
import io.millrace.commerce.CommerceResult.Shipments;
import io.millrace.commerce.ReferenceGaps.Gap;

import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.SimplePropertyRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The results of the analytics, by business date. Those of a date appear together, when its run commits them.
public class CommerceResults {

    private static final String RESULT =
            """
            SELECT
                tt_order_hol_jan AS jan, tt_order_hol_feb AS feb, tt_order_hol_mar AS mar, tt_order_hol_apr AS apr,
                tt_order_hol_may AS may, tt_order_hol_jun AS jun, tt_order_hol_jul AS jul, tt_order_hol_aug AS aug,
                tt_order_hol_sep AS sep, tt_order_hol_oct AS oct, tt_order_hol_nov AS nov, tt_order_hol_dec AS dec,
                tt_late_shipments AS late, tt_undelivered_items AS undelivered,
                product_name AS name, most_ordered_day, is_public_holiday AS public_holiday,
                tt_review_points AS review_points,
                pct_one_star_review AS one_star, pct_two_star_review AS two_star, pct_three_star_review AS three_star,
                pct_four_star_review AS four_star, pct_five_star_review AS five_star,
                pct_early_shipments AS early_shipments, pct_late_shipments AS late_shipments
            FROM analytics.agg_public_holiday
            JOIN analytics.agg_shipments USING (ingestion_date)
            JOIN analytics.best_performing_product USING (ingestion_date)
            WHERE ingestion_date = ?
            """;

    private static final RowMapper<HolidayOrders> HOLIDAY_ORDERS = new SimplePropertyRowMapper<>(HolidayOrders.class);
    private static final RowMapper<Shipments> SHIPMENTS = new SimplePropertyRowMapper<>(Shipments.class);
    private static final RowMapper<BestProduct> BEST_PRODUCT = new SimplePropertyRowMapper<>(BestProduct.class);

    private final JdbcClient jdbc;

    CommerceResults(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What the analytics say of a business date, if its set has been analysed.
    public Optional<CommerceResult> find(LocalDate businessDate) {
        return jdbc.sql(RESULT)
                .param(businessDate)
                .query(
                        (row, n) ->
                                new CommerceResult(
                                        businessDate,
                                        HOLIDAY_ORDERS.mapRow(row, n),
                                        SHIPMENTS.mapRow(row, n),
                                        BEST_PRODUCT.mapRow(row, n),
                                        gaps(businessDate)))
                .optional();
    }

    /// A table's row of a business date as CSV (RFC 4180, UTF-8, with a header), if its set has been analysed. Text
    /// that a spreadsheet would take for a formula has an apostrophe before it; what has no value is an empty cell.
    public Optional<String> csv(AnalyticsTable table, LocalDate businessDate) {
        return jdbc.sql("SELECT * FROM analytics.%s WHERE ingestion_date = ?".formatted(table.tableName()))
                .param(businessDate)
                .query((row, _) -> AnalyticsCsv.of(row))
                .optional();
    }

    /// What a date's set named and nothing explains; nothing, if it has not been analysed.
    ReferenceGaps gaps(LocalDate businessDate) {
        Map<String, Gap> gaps =
                jdbc
                        .sql("SELECT * FROM staging.reference_gaps WHERE ingestion_date = ?")
                        .param(businessDate)
                        .query((row, _) -> Map.entry(row.getString("kind"), gap(row)))
                        .list()
                        .stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new ReferenceGaps(
                gaps.getOrDefault("PRODUCT", Gap.NONE),
                gaps.getOrDefault("DATE", Gap.NONE),
                gaps.getOrDefault("ORDER", Gap.NONE));
    }

    private static Gap gap(ResultSet row) throws SQLException {
        var examples = (String[]) row.getArray("examples").getArray();
        return new Gap(row.getLong("missing"), row.getLong("affected_rows"), List.of(examples));
    }
}
