package io.millrace.commerce;

import static io.millrace.commerce.CommerceDatabase.BUSINESS_DATE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.aws.Buckets;
import io.millrace.local.LocalCloud;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.s3.model.S3Object;

import java.util.List;

class CommerceExportTest {

    private static final List<String> KEYS =
            List.of(
                    "analytics_export/2026-11-20/agg_public_holiday.csv",
                    "analytics_export/2026-11-20/agg_shipments.csv",
                    "analytics_export/2026-11-20/best_performing_product.csv");

    private final CommerceDatabase database = new CommerceDatabase();
    private final LocalCloud cloud = LocalCloud.shared();
    private final Buckets buckets;
    private final CommerceExport export;

    CommerceExportTest() {
        var space = cloud.newSpace();
        buckets = new Buckets(space.landing(), space.results());
        export = new CommerceExport(database.results, cloud.s3(), buckets);
    }

    @Test
    void putsAFilePerTable() {
        database.reviews("P-001", 5, 5, 2);
        database.shipment(database.orders(3, "2026-04-03", "P-001"), null, null);
        database.analysed();

        assertThat(export.export(BUSINESS_DATE)).isEqualTo(KEYS);

        assertThat(keysInBucket()).isEqualTo(KEYS);
        assertThat(file(KEYS.get(0)))
                .isEqualTo(
                        csv(
                                """
                                ingestion_date,tt_order_hol_jan,tt_order_hol_feb,tt_order_hol_mar,tt_order_hol_apr,tt_order_hol_may,\
                                tt_order_hol_jun,tt_order_hol_jul,tt_order_hol_aug,tt_order_hol_sep,tt_order_hol_oct,\
                                tt_order_hol_nov,tt_order_hol_dec
                                2026-11-20,0,0,0,3,0,0,0,0,0,0,0,0
                                """));
        assertThat(file(KEYS.get(1)))
                .isEqualTo(
                        csv(
                                """
                                ingestion_date,tt_late_shipments,tt_undelivered_items
                                2026-11-20,0,1
                                """));
        assertThat(file(KEYS.get(2)))
                .isEqualTo(
                        csv(
                                """
                                ingestion_date,product_name,most_ordered_day,is_public_holiday,tt_review_points,\
                                pct_one_star_review,pct_two_star_review,pct_three_star_review,pct_four_star_review,\
                                pct_five_star_review,pct_early_shipments,pct_late_shipments
                                2026-11-20,Cast-Iron Pan 28 cm,2026-04-03,true,12,0.00,33.33,0.00,0.00,66.67,0.00,0.00
                                """));
    }

    private static String csv(String lines) {
        return lines.replace("\n", "\r\n");
    }

    @Test
    void leavesCellsEmptyThatHaveNoValue() {
        database.analysed();
        export.export(BUSINESS_DATE);

        assertThat(file(KEYS.get(2))).endsWith("\r\n2026-11-20,,,,,,,,,,,\r\n");
    }

    @Test
    void makesFormulasText() {
        database.reviews("=HYPERLINK(\"http://x\",\"y\")", 5);
        database.analysed();
        export.export(BUSINESS_DATE);

        assertThat(file(KEYS.get(2))).contains("2026-11-20,\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",,");
    }

    @Test
    void leavesNumbersNumbers() {
        var row = "SELECT -1.50::numeric AS amount, -7 AS count, '-7' AS text, '@x' AS \"a,b\", 1e30::numeric AS large";

        assertThat(database.jdbc.sql(row).query((found, _) -> AnalyticsCsv.of(found)).single())
                .isEqualTo(
                        csv(
                                """
                                amount,count,text,"a,b",large
                                -1.50,-7,'-7,'@x,1000000000000000000000000000000
                                """));
    }

    @Test
    void putsTheSameBytesAgain() {
        database.reviews("P-001", 5, 4);
        database.analysed();
        export.export(BUSINESS_DATE);
        var first = KEYS.stream().map(this::file).toList();
        database.analysed();

        export.export(BUSINESS_DATE);

        assertThat(KEYS.stream().map(this::file)).isEqualTo(first);
        assertThat(keysInBucket()).isEqualTo(KEYS);
    }

    @Test
    void putsNothingOfADateWithoutResults() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> export.export(BUSINESS_DATE))
                .withMessageContaining("2026-11-20");

        assertThat(keysInBucket()).isEmpty();
    }

    private List<String> keysInBucket() {
        var listed = cloud.s3().listObjectsV2(request -> request.bucket(buckets.results()));
        return listed.contents().stream().map(S3Object::key).toList();
    }

    private String file(String key) {
        var object = cloud.s3().getObjectAsBytes(request -> request.bucket(buckets.results()).key(key));
        assertThat(object.response().contentType()).isEqualTo("text/csv;charset=utf-8");
        return object.asUtf8String();
    }
}
