package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.notify.Notifications;
import io.millrace.reject.RedriveRequest;
import io.millrace.reject.Redrives;
import io.millrace.reject.Reject;
import io.millrace.reject.Rejects;
import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;
import io.millrace.run.Reason;
import io.millrace.run.RunState;
import io.millrace.run.RunSummary;
import io.millrace.run.Runs;
import io.millrace.run.StopEarly;
import io.millrace.run.Totals;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// The energy pipeline against a real S3, SQS, DynamoDB and PostgreSQL.
@SpringBootTest(
        classes = Millrace.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"millrace.run.chunk-size=100", "millrace.run.reserve=0s"})
class EnergyPipelineTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    @Autowired Dispatcher dispatcher;

    @Autowired Deliveries deliveries;

    @Autowired Runs runs;

    @Autowired Rejects rejects;

    @Autowired Redrives redrives;

    @Autowired Readings readings;

    @Autowired Notifications notifications;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        registry.add("millrace.routes[0].name", () -> "energy");
        registry.add("millrace.routes[0].bucket", SPACE::landing);
        registry.add("millrace.routes[0].key", () -> "energy/**");
        registry.add("millrace.routes[0].job", () -> "energy");
    }

    @Test
    void aFileBecomesReadingsWithNetEnergyAndAnomalies() {
        RunId run =
                drop(
                        "energy/three readings+ü.json",
                        """
                        [{"site_id":"site-a","timestamp":"2026-03-01T12:00:00Z","energy_generated_kwh":0.3,"energy_consumed_kwh":0.1},
                         {"site_id":"site-a","timestamp":"2026-03-01T12:05:00Z","energy_generated_kwh":-1,"energy_consumed_kwh":2},
                         {"site_id":"site-b","timestamp":"2026-03-01T13:00:00+01:00","energy_generated_kwh":7,"energy_consumed_kwh":9.5}]
                        """);

        assertThat(state(run)).isEqualTo(RunState.COMPLETED);
        assertThat(totals(run)).isEqualTo(new Totals(3, 3, 0, 0));
        assertThat(readings.ofSite("site-a", TimeRange.ALWAYS, 10, null).items())
                .extracting(reading -> reading.net().toPlainString(), ProcessedReading::anomaly)
                .containsExactly(tuple("0.2", false), tuple("-3", true));
        assertThat(readings.anomaliesOfSite("site-a", TimeRange.ALWAYS, 10, null).items())
                .singleElement()
                .returns(Instant.parse("2026-03-01T12:05:00Z"), ProcessedReading::at);
        assertThat(notifications.list(null, 10))
                .filteredOn(sent -> run.value().equals(sent.run()))
                .singleElement()
                .satisfies(sent -> assertThat(sent.notification().subject()).contains("1 anomaly"));
    }

    @Test
    void everyFormatIsReadPlainAndCompressed() throws IOException {
        byte[] lines = ReadingFiles.ndjson(250, 1);
        byte[] array = ReadingFiles.array(250, 2);
        byte[] single =
                """
                {
                  "site_id": "single", "timestamp": "2026-03-01T12:00:00Z",
                  "energy_generated_kwh": 1, "energy_consumed_kwh": 2
                }\
                """
                        .getBytes(StandardCharsets.UTF_8);

        for (byte[] content : List.of(lines, array, single)) {
            for (byte[] stored : List.of(content, gzip(content))) {
                RunId run = drop("energy/formats/" + content.length + "-" + stored.length, stored);

                assertThat(state(run)).isEqualTo(RunState.COMPLETED);
                assertThat(totals(run).written()).isEqualTo(Arrays.equals(content, single) ? 1 : 250);
            }
        }
    }

    @Test
    void aBadRecordIsKeptCorrectedAndReDriven() {
        RunId run =
                drop(
                        "energy/bad.ndjson",
                        """
                        {"site_id":"site-r","timestamp":"2026-03-01T12:00:00Z","energy_generated_kwh":1,"energy_consumed_kwh":1}
                        {"site_id":"site-r","timestamp":"2026-03-01T12:05:00Z","energy_generated_kwh":NaN,"energy_consumed_kwh":1}
                        {"site_id":"site-r","timestamp":"2026-03-01T12:10:00Z","energy_generated_kwh":1,"energy_consumed_kwh":1}
                        """);
        assertThat(state(run)).isEqualTo(RunState.COMPLETED);
        assertThat(totals(run)).isEqualTo(new Totals(3, 2, 0, 1));
        Reject reject = rejects.list(run, null, 10).getFirst();
        assertThat(reject.place().record()).isEqualTo(2);
        assertThat(reject.place().offset()).isEqualTo(105);

        var redrive =
                redrives.request(
                        new RedriveRequest(
                                run, Map.of(reject.key(), Optional.of(reject.rawText().replace("NaN", "5"))), false));
        assertThat(dispatcher.handle(deliveries.write(new Delivery.Redrive(run, redrive.id())), Deadline.none()))
                .isTrue();
        dispatcher.handle(deliveries.write(new Delivery.Redrive(run, redrive.id())), Deadline.none());

        List<S3Object> files =
                LocalCloud.shared()
                        .s3()
                        .listObjectsV2(list -> list.bucket(SPACE.landing()).prefix("redrive/" + run))
                        .contents();
        assertThat(files).extracting(S3Object::key).containsExactly(redrive.key());
        RunId redriven = announce(redrive.key(), files.getFirst().size(), versions(redrive.key()));
        assertThat(state(redriven)).isEqualTo(RunState.COMPLETED);
        assertThat(runs.find(redriven).orElseThrow().run().parent()).isEqualTo(run);
        assertThat(readings.ofSite("site-r", TimeRange.ALWAYS, 10, null).items()).hasSize(3);
    }

    @Test
    void anInvalidArrayFailsTheRunAndKeepsWhatCameBefore() {
        String array = new String(ReadingFiles.array(250, 3), StandardCharsets.UTF_8);
        int broken = array.indexOf("\"timestamp\"", array.length() - 500);

        RunId run = drop("energy/broken.json", array.substring(0, broken) + "!" + array.substring(broken));

        assertThat(state(run)).isEqualTo(RunState.FAILED);
        assertThat(runs.find(run).orElseThrow().run().reason()).extracting(Reason::code).isEqualTo("INVALID_JSON");
        assertThat(totals(run)).isEqualTo(new Totals(246, 246, 0, 0));
    }

    @Test
    void anObjectThatIsGoneEndsItsRun() {
        RunId run = announce("energy/gone.json", 100, "no-such-version");

        assertThat(state(run)).isEqualTo(RunState.GONE);
    }

    @Test
    void aLargeFileGoesThroughSeveralHopsAndEndsExact() {
        byte[] content = ReadingFiles.ndjson(5_000, 4);
        String version = SPACE.put("energy/hops.ndjson", content);
        int[] left = {12};

        announce("energy/hops.ndjson", content.length, version, new StopEarly(() -> left[0]-- > 0));
        RunId run = id("energy/hops.ndjson", version);
        assertThat(state(run)).isEqualTo(RunState.STARTED);
        assertThat(totals(run).written()).isEqualTo(1_200);
        dispatcher.handle(deliveries.write(new Delivery.Continue(run)), Deadline.none());

        assertThat(state(run)).isEqualTo(RunState.COMPLETED);
        assertThat(totals(run)).isEqualTo(new Totals(5_000, 5_000, 0, 0));
    }

    private RunId drop(String key, String content) {
        return drop(key, content.getBytes(StandardCharsets.UTF_8));
    }

    private RunId drop(String key, byte[] content) {
        return announce(key, content.length, SPACE.put(key, content));
    }

    private RunId announce(String key, long size, String version) {
        return announce(key, size, version, Deadline.none());
    }

    private RunId announce(String key, long size, String version, Deadline deadline) {
        ObjectVersion object = new ObjectVersion(SPACE.landing(), key, version, null);
        Arrival arrival = new Arrival(object, size, null, Instant.parse("2026-03-01T12:00:00Z"));
        dispatcher.handle(deliveries.write(new Delivery.Arrivals(List.of(arrival))), deadline);
        return arrival.runId();
    }

    private static RunId id(String key, String version) {
        return RunId.of(new ObjectVersion(SPACE.landing(), key, version, null));
    }

    private static String versions(String key) {
        return LocalCloud.shared().s3().headObject(head -> head.bucket(SPACE.landing()).key(key)).versionId();
    }

    private RunState state(RunId run) {
        return summary(run).run().state();
    }

    private Totals totals(RunId run) {
        return summary(run).totals();
    }

    private RunSummary summary(RunId run) {
        return runs.find(run).orElseThrow();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(content);
        }
        return compressed.toByteArray();
    }
}
