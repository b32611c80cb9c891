package io.millrace.report;

import io.millrace.commerce.CommerceResults;
import io.millrace.report.CommerceFigures.DayRevenue;
import io.millrace.report.CommerceFigures.ProductRevenue;
import io.millrace.run.Run;
import io.millrace.run.StepParts;

import org.springframework.jdbc.core.SimplePropertyRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.LocalDate;
import java.util.List;

/// The commerce report: from the analytics of a business date, and from its staged rows.
@Component
class CommerceSource implements ReportSource {

    /// How many products have rows of their own for each day.
    private static final int DAILY = 6;

    private static final int PRODUCTS = 1000;

    /// The year is that of the analytics' orders on public holidays.
    private static final String SALES =
            """
            WITH sales AS (
              SELECT coalesce(p.product_name, o.product_id) AS product, o.order_date AS day, o.total_price
              FROM staging.orders o LEFT JOIN if_common.dim_products p ON p.product_id = o.product_id
              WHERE o.ingestion_date = :date AND o.order_date > :date - INTERVAL '1 year' AND o.order_date <= :date)
            """;

    private final CommerceResults results;
    private final JdbcClient jdbc;

    CommerceSource(CommerceResults results, JdbcClient jdbc) {
        this.results = results;
        this.jdbc = jdbc;
    }

    @Override
    public ReportKind kind() {
        return ReportKind.COMMERCE;
    }

    @Override
    public StepParts<?, ?> gather(Run run, ReportRequest request) {
        return Gathered.once(() -> figures(request.period().first()));
    }

    private CommerceFigures figures(LocalDate date) {
        return new CommerceFigures(results.find(date).orElse(null), shipments(date), revenue(date), days(date));
    }

    private long shipments(LocalDate date) {
        return jdbc.sql("SELECT count(*) FROM staging.shipment_deliveries WHERE ingestion_date = :date")
                .param("date", date)
                .query(Long.class)
                .single();
    }

    private List<ProductRevenue> revenue(LocalDate date) {
        return jdbc.sql(
                        SALES
                                + """
                                SELECT product, count(*) AS orders, sum(total_price) AS revenue
                                FROM sales GROUP BY product ORDER BY 3 DESC, product COLLATE "C" LIMIT :products
                                """)
                .param("date", date)
                .param("products", PRODUCTS)
                .query(new SimplePropertyRowMapper<>(ProductRevenue.class))
                .list();
    }

    private List<DayRevenue> days(LocalDate date) {
        return jdbc.sql(
                        SALES
                                + """
                                , best AS (
                                  SELECT product FROM sales GROUP BY product
                                  ORDER BY sum(total_price) DESC, product COLLATE "C" LIMIT :daily)
                                SELECT day, best.product, sum(total_price) AS revenue
                                FROM sales LEFT JOIN best USING (product)
                                GROUP BY day, best.product ORDER BY day, best.product COLLATE "C" NULLS LAST
                                """)
                .param("date", date)
                .param("daily", DAILY)
                .query(new SimplePropertyRowMapper<>(DayRevenue.class))
                .list();
    }

    @Override
    public Report report(Run run, ReportRequest request, String gathered) {
        return new CommerceReport(request, Gathered.read(gathered, CommerceFigures.class)).report();
    }
}
