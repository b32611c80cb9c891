package io.millrace.commerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.ObjectVersion;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.notify.Notification;
import io.millrace.notify.Notifications;
import io.millrace.notify.SentNotification;
import io.millrace.reject.Reject;
import io.millrace.reject.Rejects;
import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;
import io.millrace.run.RunFilter;
import io.millrace.run.RunState;
import io.millrace.run.RunSummary;
import io.millrace.run.Runs;
import io.millrace.run.StepReport;
import io.millrace.run.StopEarly;
import io.millrace.run.Totals;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// The whole way of a set of files: from the bucket to staging, analytics, exports and a notification.
@SpringBootTest(
        classes = Millrace.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"millrace.commerce.chunk-size=2", "millrace.run.reserve=0s"})
class CommercePipelineTest {

    private static final String ORDERS =
            """
            order_id,customer_id,order_date,product_id,unit_price,quantity,total_price
            o-1,c-1,2026-01-01,p-1,9.99,1,9.99
            o-2,c-1,2026-10-30,p-1,9.99,2,19.98
            o-3,c-2,2026-11-10,p-2,5.00,1,5.00
            """;

    private static final String REVIEWS =
            """
            Product_ID,Review
            p-1,5
            p-1,4
            p-2,1
            """;

    private static final String SHIPMENTS =
            """
            shipment_id,order_id,shipment_date,delivery_date
            s-1,o-1,2026-01-02,2026-01-05
            s-2,o-2,2026-11-06,
            s-3,o-3,,
            """;

    private static final AtomicInteger DAYS = new AtomicInteger();

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    @Autowired Dispatcher dispatcher;

    @Autowired Deliveries deliveries;

    @Autowired Runs runs;

    @Autowired Rejects rejects;

    @Autowired CommerceResults results;

    @Autowired Notifications notifications;

    @Autowired JdbcClient jdbc;

    /// Each test has a business date of its own.
    private final LocalDate date = LocalDate.of(2026, 11, 14).plusDays(DAYS.getAndIncrement());

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        registry.add("millrace.routes[0].name", () -> "commerce");
        registry.add("millrace.routes[0].bucket", SPACE::landing);
        registry.add("millrace.routes[0].key", () -> "commerce/{set}/{member}.csv");
        registry.add("millrace.routes[0].set.members", () -> "orders,reviews,shipment_deliveries");
        registry.add("millrace.routes[0].job", () -> "commerce");
    }

    /// What staging's constraints would refuse is known before; only keys are left to the database.
    @Test
    void rowsThatStagingWouldRefuseAreRejectedByName() {
        RunSummary run =
                drop(
                        """
                        order_id,customer_id,order_date,product_id,unit_price,quantity,total_price
                        ,c-1,2026-01-01,p-1,9.99,1,9.99
                        o-1,,2026-01-01,p-1,9.99,1,9.99
                        o-1,c-1,2026-01-01,,9.99,1,9.99
                        o-1,c-1,2026-13-01,p-1,9.99,1,9.99
                        o-1,c-1,2026-01-01,p-1,-9.99,1,9.99
                        o-1,c-1,2026-01-01,p-1,9.99,0,9.99
                        o-1,c-1,2026-01-01,p-1,9.99,1,-0.01
                        o-1,c-1,2026-01-01,p-1,100000000000000,1,9.99
                        o-1,c-1,2026-01-01,p-1,9.99999,1,9.99
                        o-1,c-1,2026-01-01,p-1,0,1,-0.00
                        o-1,c-1,2026-01-01,p-1,9.99,1,9.99
                        """,
                        REVIEWS,
                        SHIPMENTS);

        assertThat(rejects.list(run.run().id(), null, 100))
                .extracting(Reject::code)
                .containsExactly(
                        "EMPTY_FIELD",
                        "EMPTY_FIELD",
                        "EMPTY_FIELD",
                        "INVALID_DATE",
                        "NUMBER_OUT_OF_RANGE",
                        "NUMBER_OUT_OF_RANGE",
                        "NUMBER_OUT_OF_RANGE",
                        "NUMBER_OUT_OF_RANGE",
                        "NUMBER_TOO_PRECISE",
                        "REFUSED_BY_STORE");
        assertThat(staged()).containsExactly(1L, 3L, 3L);
    }

    @Test
    void threeFilesBecomeStagingAnalyticsExportsAndANotification() {
        RunSummary run = drop(ORDERS, REVIEWS, SHIPMENTS);

        assertThat(run.run().state()).isEqualTo(RunState.COMPLETED);
        assertThat(run.totals()).isEqualTo(new Totals(9, 9, 0, 0));
        assertThat(staged()).containsExactly(3L, 3L, 3L);
        assertThat(results.find(date))
                .hasValueSatisfying(
                        result -> {
                            assertThat(result.bestProduct().reviewPoints()).isEqualTo(9);
                            assertThat(result.bestProduct().fiveStar()).isEqualByComparingTo("50");
                            assertThat(result.shipments().late()).isEqualTo(1);
                            assertThat(result.holidayOrders().jan()).isEqualTo(1);
                        });
        for (AnalyticsTable table : AnalyticsTable.values()) {
            assertThat(exported(table)).isEqualTo(results.csv(table, date).orElseThrow());
        }
        assertThat(said())
                .singleElement()
                .satisfies(
                        said -> {
                            assertThat(said.kind()).isEqualTo("commerce-completed");
                            assertThat(said.subject())
                                    .isEqualTo("Commerce of %s is done: 9 rows, 0 rejected".formatted(date));
                            assertThat(said.body())
                                    .contains("analytics.agg_shipments", "/api/runs/" + run.run().id(), "p-1");
                        });
    }

    @Test
    void everyStepShowsItsProgress() {
        RunSummary run = drop(ORDERS, REVIEWS, SHIPMENTS);

        assertThat(runs.steps(run.run().id()))
                .extracting(StepReport::step)
                .containsExactlyInAnyOrder(
                        "replace", "load-orders", "load-reviews", "load-shipment_deliveries", "analyse", "export");
        assertThat(runs.steps(run.run().id()))
                .filteredOn(step -> step.step().equals("load-orders"))
                .singleElement()
                .satisfies(
                        step -> {
                            assertThat(step.totals().read()).isEqualTo(3);
                            assertThat(step.bytesDone()).isEqualTo(ORDERS.length());
                            assertThat(step.bytesTotal()).isEqualTo(ORDERS.length());
                        });
    }

    @Test
    void badRowsAreRejectedWhereTheyStandAndAllOthersLoaded() {
        RunSummary run =
                drop(
                        ORDERS + "o-4,c-1,2026-11-31,p-1,1,1,1\no-1,c-9,2026-11-10,p-1,1,1,1\no-5,c-1\n",
                        REVIEWS + "p-1,6\n",
                        SHIPMENTS + "s-4,o-1,soon,\n");

        assertThat(run.run().state()).isEqualTo(RunState.COMPLETED);
        assertThat(run.totals()).isEqualTo(new Totals(14, 9, 0, 5));
        assertThat(staged()).containsExactly(3L, 3L, 3L);
        assertThat(rejects.list(run.run().id(), null, 10))
                .extracting(reject -> reject.step() + " " + reject.place().record() + " " + reject.code())
                .containsExactlyInAnyOrder(
                        "load-orders 4 INVALID_DATE",
                        "load-orders 5 REFUSED_BY_STORE",
                        "load-orders 6 WRONG_FIELD_COUNT",
                        "load-reviews 4 NUMBER_OUT_OF_RANGE",
                        "load-shipment_deliveries 4 INVALID_DATE");
    }

    @Test
    void aMissingColumnIsNamedAndNothingIsLoaded() {
        RunSummary run = drop(ORDERS, REVIEWS.replace("Review", "Stars"), SHIPMENTS);

        assertThat(run.run().state()).isEqualTo(RunState.FAILED);
        assertThat(run.run().reason())
                .isNotNull()
                .satisfies(reason -> assertThat(reason.text()).contains("reviews.csv", "review"));
        assertThat(staged()).containsExactly(0L, 0L, 0L);
        assertThat(said())
                .singleElement()
                .satisfies(said -> assertThat(said.subject()).startsWith("Commerce of " + date + " failed: "));
    }

    @Test
    void aCorrectedFileIsEnoughAfterAFailure() {
        drop(ORDERS, REVIEWS.replace("Review", "Stars"), SHIPMENTS);

        deliver(put("reviews", REVIEWS));

        assertThat(newest().run().state()).isEqualTo(RunState.COMPLETED);
        assertThat(staged()).containsExactly(3L, 3L, 3L);
    }

    @Test
    void goesOnAfterEachDeadline() {
        RunSummary run = drop(ORDERS, REVIEWS, SHIPMENTS, chunks(1));
        int hops = 0;
        while (run.run().state() == RunState.STARTED) {
            dispatcher.handle(deliveries.write(new Delivery.Continue(run.run().id())), chunks(2));
            run = newest();
            hops++;
        }

        assertThat(run.run().state()).isEqualTo(RunState.COMPLETED);
        assertThat(hops).isGreaterThan(2);
        assertThat(run.totals()).isEqualTo(new Totals(9, 9, 0, 0));
        assertThat(staged()).containsExactly(3L, 3L, 3L);
    }

    @Test
    void aKeyThatIsNoDateFailsWithAReason() {
        for (String member : List.of("orders", "reviews", "shipment_deliveries")) {
            deliver(putKey("commerce/tomorrow/" + member + ".csv", "x"));
        }

        assertThat(runsOf("tomorrow"))
                .singleElement()
                .satisfies(
                        run -> {
                            assertThat(run.run().state()).isEqualTo(RunState.FAILED);
                            assertThat(run.run().reason()).isNotNull();
                            assertThat(run.run().reason().code()).isEqualTo("INVALID_INPUT");
                        });
    }

    private static Deadline chunks(int chunks) {
        AtomicInteger left = new AtomicInteger(chunks);
        return new StopEarly(() -> left.getAndDecrement() > 0);
    }

    private RunSummary drop(String orders, String reviews, String shipments) {
        return drop(orders, reviews, shipments, Deadline.none());
    }

    private RunSummary drop(String orders, String reviews, String shipments, Deadline deadline) {
        var message =
                new Delivery.Arrivals(
                        List.of(put("orders", orders), put("reviews", reviews), put("shipment_deliveries", shipments)));
        dispatcher.handle(deliveries.write(message), deadline);
        return newest();
    }

    private void deliver(Arrival arrival) {
        dispatcher.handle(deliveries.write(new Delivery.Arrivals(List.of(arrival))), Deadline.none());
    }

    private Arrival put(String member, String content) {
        return putKey("commerce/" + date + "/" + member + ".csv", content);
    }

    private static Arrival putKey(String key, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        String version = SPACE.put(key, bytes);
        return new Arrival(
                new ObjectVersion(SPACE.landing(), key, version, null),
                bytes.length,
                null,
                Instant.parse("2026-11-20T12:00:00Z"));
    }

    private RunSummary newest() {
        return runsOf(date.toString()).getFirst();
    }

    private List<RunSummary> runsOf(String set) {
        return runs.list(new RunFilter(Set.of(), null, null, null, null, set, false), null, 10);
    }

    private List<Long> staged() {
        return List.of("orders", "reviews", "shipment_deliveries").stream()
                .map(
                        table ->
                                jdbc.sql("SELECT count(*) FROM staging." + table + " WHERE ingestion_date = ?")
                                        .param(date)
                                        .query(Long.class)
                                        .single())
                .toList();
    }

    private List<Notification> said() {
        return notifications.list(null, 1000).stream()
                .map(SentNotification::notification)
                .filter(said -> said.subject().contains(date.toString()))
                .toList();
    }

    private String exported(AnalyticsTable table) {
        return LocalCloud.shared()
                .s3()
                .getObjectAsBytes(get -> get.bucket(SPACE.results()).key(CommerceExport.key(table, date)))
                .asUtf8String();
    }
}
