package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.crash.CrashProcess;
import io.millrace.crash.CrashWorker;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;
import io.millrace.run.Hop;
import io.millrace.run.RunState;
import io.millrace.run.Runs;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Workers that are killed while they make a report.
@SpringBootTest(classes = Millrace.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
class ReportCrashTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "millrace.routes[0].name", "energy",
                    "millrace.routes[0].bucket", SPACE.landing(),
                    "millrace.routes[0].key", "energy/**",
                    "millrace.routes[0].job", "energy",
                    "millrace.run.chunk-size", "20",
                    "millrace.run.reserve", "0s");

    @Autowired Dispatcher dispatcher;

    @Autowired Deliveries deliveries;

    @Autowired Runs runs;

    @Autowired Reports reports;

    @Autowired JdbcClient jdbc;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        SETTINGS.forEach((name, value) -> registry.add(name, () -> value));
    }

    @Test
    void killedWorkersLeaveTheReportOfAnUndisturbedRun() throws IOException {
        var period = ReportPeriod.parse("2026-05-11");
        drop(period);
        var whole = reports.request(ReportKind.ENERGY, period, List.of(), false).run().id();
        dispatcher.handle(deliveries.write(new Delivery.Continue(whole)), Deadline.none());
        var undisturbed = page(whole);
        var run = reports.request(ReportKind.ENERGY, period, List.of(), true).run().id();

        for (var records : List.of(500L, 2_000L)) {
            try (var worker = started(run)) {
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> read(run) >= records);
                worker.kill();
            }
            assertThat(read(run)).isLessThan(read(whole));
            jdbc.sql("UPDATE millrace.run SET lease_until = clock_timestamp() WHERE id = ?")
                    .param(run.value())
                    .update();
        }
        try (var worker = started(run)) {
            await().atMost(PATIENCE).until(() -> worker.said(CrashWorker.OVER));
        }

        assertThat(runs.find(run).orElseThrow().run().state()).isEqualTo(RunState.COMPLETED);
        assertThat(runs.find(run).orElseThrow().totals()).isEqualTo(runs.find(whole).orElseThrow().totals());
        assertThat(runs.hops(run, 10))
                .extracting(Hop::cause)
                .containsExactly(Hop.Cause.ARRIVED, Hop.Cause.RECOVERED, Hop.Cause.RECOVERED);
        assertThat(page(run)).isEqualTo(undisturbed);
    }

    private CrashProcess started(RunId run) throws IOException {
        var arguments = new ArrayList<>(SPACE.jvmArguments());
        SETTINGS.forEach((name, value) -> arguments.add("-D" + name + "=" + value));
        var worker = CrashProcess.start(arguments);
        await().atMost(PATIENCE).until(() -> worker.said(CrashWorker.READY));
        worker.go(run, deliveries.write(new Delivery.Continue(run)));
        return worker;
    }

    private long read(RunId run) {
        return runs.find(run).orElseThrow().totals().read();
    }

    private byte[] page(RunId run) {
        var report = reports.list(null, 10).getFirst();
        assertThat(report.run()).isEqualTo(run);
        return reports.html(report).orElseThrow();
    }

    private void drop(ReportPeriod period) {
        var from = period.from(ZoneOffset.UTC);
        var to = period.to(ZoneOffset.UTC);
        var lines =
                Stream.of("site-1", "site-2", "site-3")
                        .flatMap(site -> ReadingsOnFile.every(Duration.ofMinutes(1), site, from, to, site.hashCode()))
                        .toList();
        var content = ReadingsOnFile.ndjson(lines);
        var key = "energy/crash.ndjson";
        var object = new ObjectVersion(SPACE.landing(), key, SPACE.put(key, content), null);
        var arrival = new Arrival(object, content.length, null, Instant.parse("2026-11-20T12:00:00Z"));
        dispatcher.handle(deliveries.write(new Delivery.Arrivals(List.of(arrival))), Deadline.none());
        assertThat(read(arrival.runId())).isEqualTo(lines.size());
    }
}
