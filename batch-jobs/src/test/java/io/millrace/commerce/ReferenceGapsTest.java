package io.millrace.commerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.commerce.ReferenceGaps.Gap;

import org.junit.jupiter.api.Test;

import java.util.List;

class ReferenceGapsTest {

    private final CommerceDatabase database = new CommerceDatabase();

    @Test
    void areNoneWhereEverythingIsKnown() {
        database.shipment(database.order("2026-11-20", "P-001"), null, null);
        database.reviews("P-040", 3);

        var gaps = database.analysed().gaps();

        assertThat(gaps).isEqualTo(new ReferenceGaps(Gap.NONE, Gap.NONE, Gap.NONE));
        assertThat(gaps.isEmpty()).isTrue();
        assertThat(gaps.text()).isEmpty();
    }

    @Test
    void nameWhatIsMissingOfEachKind() {
        database.orders(2, "2014-12-31", "P-999");
        database.order("2041-01-01", "P-001");
        database.reviews("P-999", 5);
        for (var order = 7; order > 0; order--) {
            database.shipment("lost-" + order, null, null);
        }
        database.shipment("lost-1", null, null);

        var gaps = database.analysed().gaps();

        assertThat(gaps)
                .isEqualTo(
                        new ReferenceGaps(
                                new Gap(1, 3, List.of("P-999")),
                                new Gap(2, 3, List.of("2014-12-31", "2041-01-01")),
                                new Gap(7, 8, List.of("lost-1", "lost-2", "lost-3", "lost-4", "lost-5"))));
        assertThat(gaps.isEmpty()).isFalse();
        assertThat(gaps.text())
                .isEqualTo(
                        """
                        Products: 1 not in if_common.dim_products, named by 3 rows: P-999
                        Order dates: 2 not in if_common.dim_dates, named by 3 rows: 2014-12-31, 2041-01-01
                        Orders of shipments: 7 not in the set's orders, named by 8 rows: lost-1, lost-2, lost-3, lost-4, lost-5, …\
                        """);
    }

    @Test
    void areFilledByALaterRun() {
        database.reviews("P-999", 5);
        assertThat(database.analysed().gaps().isEmpty()).isFalse();

        database.jdbc.sql("DELETE FROM staging.reviews").update();

        assertThat(database.analysed().gaps().isEmpty()).isTrue();
    }
}
