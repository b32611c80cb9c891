package io.millrace.commerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.Routes;
import io.millrace.arrival.RunId;
import io.millrace.crash.CrashProcess;
import io.millrace.crash.CrashWorker;
import io.millrace.crash.Workers;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.reject.Rejects;
import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;
import io.millrace.run.Reruns;
import io.millrace.run.RunState;
import io.millrace.run.Runs;
import io.millrace.run.StepReport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Workers on a set of files are killed at moments that nobody chose, through all steps; in the end every table is, row
/// by row, what an undisturbed run makes of the same files.
@SpringBootTest(classes = Millrace.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class CommerceCrashTest {

    private static final Logger log = LoggerFactory.getLogger(CommerceCrashTest.class);

    private static final LocalDate DATE = LocalDate.of(2026, 11, 19);
    private static final CommerceFeedSettings FEED = new CommerceFeedSettings(12_000, 7, 0.1, 0.05, 0.01);
    private static final int KILLS = 25;

    /// Kills of one run, so that runs come to their end and the later steps have their share.
    private static final int KILLS_OF_A_RUN = 9;

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "millrace.routes[0].name", "commerce",
                    "millrace.routes[0].bucket", SPACE.landing(),
                    "millrace.routes[0].key", "commerce/{set}/{member}.csv",
                    "millrace.routes[0].set.members", "orders,reviews,shipment_deliveries",
                    "millrace.routes[0].job", "commerce",
                    "millrace.commerce.chunk-size", "500",
                    "millrace.run.lease", "3s",
                    "millrace.run.max-stalled", Integer.toString(KILLS),
                    "millrace.run.reserve", "0s");

    @Autowired Dispatcher dispatcher;

    @Autowired Deliveries deliveries;

    @Autowired Reruns reruns;

    @Autowired Routes routes;

    @Autowired Runs runs;

    @Autowired Rejects rejects;

    @Autowired JdbcClient jdbc;

    private final Random random = new Random(42);
    private final Workers workers = new Workers(SPACE, SETTINGS);

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        SETTINGS.forEach((name, value) -> registry.add(name, () -> value));
    }

    @AfterEach
    void endWorkers() {
        workers.close();
    }

    @Test
    void workersKilledInAnyStepLeaveTheTablesOfAnUndisturbedRun() throws Exception {
        List<Arrival> files = put();
        RunId undisturbed = RunId.of(files.stream().map(Arrival::object).toList(), null);
        dispatcher.handle(deliveries.write(new Delivery.Arrivals(files)), Deadline.none());
        assertThat(runs.find(undisturbed).orElseThrow().run().state()).isEqualTo(RunState.COMPLETED);
        Map<String, List<String>> expected = tables(undisturbed);
        assertThat(expected.values()).noneMatch(List::isEmpty);
        Done whole = done(undisturbed);

        int kills = 0;
        while (kills < KILLS) {
            RunId run = rerun(files.getFirst());
            kills += killed(run, whole);
            assertThat(tables(run)).isEqualTo(expected);
            assertThat(runs.find(run).orElseThrow().totals()).isEqualTo(runs.find(undisturbed).orElseThrow().totals());
        }
        log.info("{} kills", kills);
    }

    /// Kills workers of a run until it has completed; how many.
    private int killed(RunId run, Done whole) throws IOException, InterruptedException {
        int kills = 0;
        while (isUnfinished(run)) {
            try (CrashProcess worker = workers.next()) {
                worker.go(run, deliveries.write(new Delivery.Continue(run)));
                if (kills < KILLS_OF_A_RUN) {
                    killAtSomeMoment(worker, run, whole);
                    kills++;
                } else {
                    Workers.awaitWhileItGoesOn(worker, () -> done(run), () -> worker.said(CrashWorker.OVER));
                }
            }
            endLease(run);
        }
        return kills;
    }

    /// Somewhere in the next part of the records, or after all of them in any of the steps that are left.
    private void killAtSomeMoment(CrashProcess worker, RunId run, Done whole) throws InterruptedException {
        Done before = done(run);
        boolean late = before.read() == whole.read() || random.nextInt(3) == 0;
        long records = late ? whole.read() : before.read() + random.nextLong(1 + (whole.read() - before.read()) / 4);
        int steps = late ? random.nextInt(before.steps(), whole.steps()) : 0;
        Workers.awaitWhileItGoesOn(
                worker,
                () -> done(run),
                () -> {
                    Done now = done(run);
                    boolean begun = now.fence() > before.fence();
                    return (begun && now.read() >= records && now.steps() >= steps) || !isUnfinished(run);
                });
        TimeUnit.MICROSECONDS.sleep(random.nextLong(50_000));
        worker.kill();
    }

    private List<Arrival> put() throws IOException {
        List<Arrival> files = new ArrayList<>();
        for (CommerceFile file : List.of(CommerceFile.ORDERS, CommerceFile.REVIEWS, CommerceFile.SHIPMENT_DELIVERIES)) {
            var content = new ByteArrayOutputStream();
            CommerceFeed.write(FEED, file, DATE, content);
            String key = CommerceFeed.key(file, DATE);
            String version = SPACE.put(key, content.toByteArray());
            files.add(
                    new Arrival(
                            new ObjectVersion(SPACE.landing(), key, version, null),
                            content.size(),
                            null,
                            Instant.parse("2026-11-20T01:00:00Z")));
        }
        return files;
    }

    private RunId rerun(Arrival file) {
        var answer = reruns.rerun(routes.named("commerce").orElseThrow(), file);
        assertThat(answer).isInstanceOf(Reruns.Answer.Accepted.class);
        return ((Reruns.Answer.Accepted) answer).run();
    }

    /// All that a run leaves, as text in an order of its own.
    private Map<String, List<String>> tables(RunId run) {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        Stream.of(
                        "staging.orders",
                        "staging.reviews",
                        "staging.shipment_deliveries",
                        "staging.reference_gaps",
                        "analytics.agg_public_holiday",
                        "analytics.agg_shipments",
                        "analytics.best_performing_product")
                .forEach(
                        table ->
                                tables.put(
                                        table,
                                        jdbc.sql(
                                                        "SELECT t::text FROM %s t WHERE ingestion_date = ? ORDER BY 1"
                                                                .formatted(table))
                                                .param(DATE)
                                                .query((row, n) -> row.getString(1))
                                                .list()));
        tables.put(
                "rejects",
                rejects.list(run, null, 10_000).stream()
                        .map(reject -> reject.step() + " " + reject.place() + " " + reject.code() + reject.reason())
                        .sorted()
                        .toList());
        for (AnalyticsTable table : AnalyticsTable.values()) {
            String key = CommerceExport.key(table, DATE);
            tables.put(
                    key,
                    List.of(
                            LocalCloud.shared()
                                    .s3()
                                    .getObjectAsBytes(get -> get.bucket(SPACE.results()).key(key))
                                    .asUtf8String()));
        }
        return tables;
    }

    /// What shows how far a run has come.
    ///
    /// @param fence how often its lease was taken
    /// @param steps how many of its steps are done
    private record Done(long fence, long read, int steps) {}

    private Done done(RunId run) {
        int steps = (int) runs.steps(run).stream().filter(StepReport::done).count();
        return runs.find(run)
                .map(found -> new Done(found.run().fence(), found.totals().read(), steps))
                .orElse(new Done(0, 0, 0));
    }

    private boolean isUnfinished(RunId run) {
        return runs.find(run).orElseThrow().run().state().unfinished();
    }

    /// As if its time had passed. Its owner is dead.
    private void endLease(RunId run) {
        jdbc.sql("UPDATE millrace.run SET lease_until = clock_timestamp() WHERE id = ? AND lease_until IS NOT NULL")
                .param(run.value())
                .update();
    }
}
