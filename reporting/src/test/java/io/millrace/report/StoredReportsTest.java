package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;
import io.millrace.run.RunFilter;
import io.millrace.run.Runs;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/// Reports of what lies in the database: what they say against what was put there.
@SpringBootTest(
        classes = Millrace.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "millrace.report.after-run=commerce")
class StoredReportsTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    @Autowired Dispatcher dispatcher;

    @Autowired Deliveries deliveries;

    @Autowired Runs runs;

    @Autowired Reports reports;

    @Autowired JdbcClient jdbc;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        registry.add("millrace.routes[0].name", () -> "energy");
        registry.add("millrace.routes[0].bucket", SPACE::landing);
        registry.add("millrace.routes[0].key", () -> "energy/**");
        registry.add("millrace.routes[0].job", () -> "energy");
        registry.add("millrace.routes[1].name", () -> "commerce");
        registry.add("millrace.routes[1].bucket", SPACE::landing);
        registry.add("millrace.routes[1].key", () -> "commerce/{set}/{member}.csv");
        registry.add("millrace.routes[1].set.members", () -> "orders,reviews,shipment_deliveries");
        registry.add("millrace.routes[1].job", () -> "commerce");
    }

    @Test
    void operationsOfADay() {
        // What the other tests did, they did long ago.
        jdbc.sql("UPDATE millrace.run SET created_at = created_at - interval '100 days'").update();
        var good =
                "{\"site_id\":\"s\",\"timestamp\":\"2026-03-01T12:00:00Z\",\"energy_generated_kwh\":1,\"energy_consumed_kwh\":1}\n";
        deliver(put("energy/good.ndjson", good));
        deliver(put("energy/half.ndjson", good + "{\"site_id\":1}\n"));
        deliver(put("energy/<i>most</i>.ndjson", good.repeat(3) + "{\"site_id\":1}\n" + "{\"site_id\":2}\n"));
        deliver(put("energy/broken.json", "[{\"site_id\":1}, oops]"));
        var yesterday = put("energy/yesterday.ndjson", good);
        deliver(yesterday);
        jdbc.sql("UPDATE millrace.run SET created_at = created_at - interval '1 day' WHERE id = ?")
                .param(yesterday.runId().value())
                .update();
        LocalCloud.shared().sqs().sendMessage(send -> send.queueUrl(SPACE.filesDlq()).messageBody("dead"));

        var page = made(ReportKind.OPERATIONS, LocalDate.now(ZoneOffset.UTC));

        assertThat(page.text())
                .contains("1 message was in the dead-letter queue")
                .contains("<i>most</i>.ndjson has the most rejects, 2 of 5 records");
        var runsByState = page.rows("Runs by state");
        assertThat(page.headings("Runs by state")).containsExactly("From", "Completed", "Failed", "Started");
        assertThat(runsByState.stream().mapToInt(row -> Integer.parseInt(row.get(1))).sum()).isEqualTo(3);
        assertThat(runsByState.stream().mapToInt(row -> Integer.parseInt(row.get(2))).sum()).isEqualTo(1);
        assertThat(page.row("Records by fate", "energy")).containsExactly("energy", "9", "5", "0", "4");
        assertThat(page.column("most rejects", 0))
                .startsWith("energy/<i>most</i>.ndjson")
                .contains("energy/half.ndjson", "energy/broken.json")
                .doesNotContain("energy/good.ndjson");
        assertThat(page.column("took longest", 0))
                .containsExactlyInAnyOrder("energy/good.ndjson", "energy/half.ndjson", "energy/<i>most</i>.ndjson");
        assertThat(page.rows("Reject codes").stream().mapToInt(row -> Integer.parseInt(row.get(1))).sum()).isEqualTo(4);
        assertThat(page.row("Hops", "Arrived").get(1)).isEqualTo("5");
        assertThat(page.row("Queues", "Dead letters").get(1)).isEqualTo("1");
    }

    @Test
    void operationsOfADayWithoutRuns() {
        assertThat(made(ReportKind.OPERATIONS, LocalDate.parse("2026-01-01")).text())
                .contains("There are no runs in this period.", "No record was rejected.");
    }

    @Test
    void commerceOfABusinessDate() {
        var date = "2026-11-14";
        deliver(
                put(
                        "commerce/" + date + "/orders.csv",
                        """
                        order_id,customer_id,order_date,product_id,unit_price,quantity,total_price
                        o-1,c-1,2026-01-01,P-001,9.99,1,9.99
                        o-2,c-1,2026-10-30,P-001,9.99,2,19.98
                        o-3,c-2,2026-10-30,p-2,5.00,1,5.00
                        o-4,c-2,2025-11-14,p-2,5.00,1,5.00
                        """),
                put("commerce/" + date + "/reviews.csv", "Product_ID,Review\nP-001,5\nP-001,4\np-2,1\n"),
                put(
                        "commerce/" + date + "/shipment_deliveries.csv",
                        """
                        shipment_id,order_id,shipment_date,delivery_date
                        s-1,o-1,2026-01-02,2026-01-05
                        s-2,o-2,2026-11-06,
                        s-3,o-3,,
                        s-4,o-3,2026-10-31,2026-11-01
                        """));

        // Its run has asked for the report.
        var requested =
                runs.list(
                        new RunFilter(Set.of(), "report", null, null, "reports/commerce/" + date, null, false),
                        null,
                        10);
        assertThat(requested).hasSize(1);
        var page = carriedOut(requested.getFirst().run().id());

        assertThat(page.row("Orders on public holidays", "Jan")).containsExactly("Jan", "1");
        assertThat(page.row("All shipments", "Late")).containsExactly("Late", "1", "25 %");
        assertThat(page.row("All shipments", "Undelivered")).containsExactly("Undelivered", "1", "25 %");
        assertThat(page.row("All shipments", "Neither")).containsExactly("Neither", "2", "50 %");
        assertThat(page.row("Reviews of the best product", "5 stars")).containsExactly("5 stars", "50 %");
        assertThat(page.row("Shipments of the best", "Early")).containsExactly("Early", "50 %");
        assertThat(page.rows("Revenue by product in"))
                .containsExactly(List.of("Cast-Iron Pan 28 cm", "2", "29.97"), List.of("p-2", "1", "5"));
        assertThat(page.rows("Revenue by day and product"))
                .containsExactly(
                        List.of("2026-01-01", "Cast-Iron Pan 28 cm", "9.99"),
                        List.of("2026-10-30", "Cast-Iron Pan 28 cm", "19.98"),
                        List.of("2026-10-30", "p-2", "5"));
        assertThat(page.text()).contains("The best day was 2026-10-30, with 25.");
    }

    @Test
    void commerceOfADateWithoutResults() {
        assertThat(made(ReportKind.COMMERCE, LocalDate.parse("2026-01-02")).text())
                .contains("There are no results of this date");
    }

    private Arrival put(String key, String content) {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        var object = new ObjectVersion(SPACE.landing(), key, SPACE.put(key, bytes), null);
        return new Arrival(object, bytes.length, null, Instant.parse("2026-11-20T12:00:00Z"));
    }

    private void deliver(Arrival... arrivals) {
        dispatcher.handle(deliveries.write(new Delivery.Arrivals(List.of(arrivals))), Deadline.none());
    }

    private ReportPage made(ReportKind kind, LocalDate day) {
        return carriedOut(reports.request(kind, ReportPeriod.day(day), List.of(), false).run().id());
    }

    private ReportPage carriedOut(RunId run) {
        dispatcher.handle(deliveries.write(new Delivery.Continue(run)), Deadline.none());
        var report = reports.list(null, 100).stream().filter(made -> made.run().equals(run)).findFirst();
        assertThat(report).as("%s", runs.find(run)).isPresent();
        return ReportPage.of(reports.html(report.get()).orElseThrow());
    }
}
