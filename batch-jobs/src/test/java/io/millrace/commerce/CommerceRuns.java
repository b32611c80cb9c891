package io.millrace.commerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.Routes;
import io.millrace.arrival.RunId;
import io.millrace.aws.Buckets;
import io.millrace.crash.Difference;
import io.millrace.reject.Rejects;
import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;
import io.millrace.run.Hop;
import io.millrace.run.Reruns;
import io.millrace.run.Run;
import io.millrace.run.RunState;
import io.millrace.run.RunSummary;
import io.millrace.run.Runs;
import io.millrace.run.StepReport;

import org.springframework.jdbc.core.simple.JdbcClient;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Runs of one set of files, and what an undisturbed one makes of it. For tests whose route is named `commerce`; put it
/// among the classes of a `@SpringBootTest`.
class CommerceRuns {

    static final LocalDate DATE = LocalDate.of(2026, 11, 19);

    private final S3Client s3;
    private final Buckets buckets;
    private final Dispatcher dispatcher;
    private final Deliveries deliveries;
    private final Reruns reruns;
    private final Routes routes;
    private final Runs runs;
    private final Rejects rejects;
    private final JdbcClient jdbc;

    CommerceRuns(
            S3Client s3,
            Buckets buckets,
            Dispatcher dispatcher,
            Deliveries deliveries,
            Reruns reruns,
            Routes routes,
            Runs runs,
            Rejects rejects,
            JdbcClient jdbc) {
        this.s3 = s3;
        this.buckets = buckets;
        this.dispatcher = dispatcher;
        this.deliveries = deliveries;
        this.reruns = reruns;
        this.routes = routes;
        this.runs = runs;
        this.rejects = rejects;
        this.jdbc = jdbc;
    }

    /// A run that nobody disturbed, and all that it left.
    record Undisturbed(RunSummary run, Arrival file, Map<String, List<String>> tables) {

        Undisturbed {
            assertThat(tables.values()).noneMatch(List::isEmpty);
        }
    }

    /// Puts the files and has them run.
    Undisturbed run(CommerceFeedSettings feed) {
        var files =
                Stream.of(CommerceFile.ORDERS, CommerceFile.REVIEWS, CommerceFile.SHIPMENT_DELIVERIES)
                        .map(file -> put(feed, file))
                        .toList();
        var run = RunId.of(files.stream().map(Arrival::object).toList(), null);
        dispatcher.handle(deliveries.write(new Delivery.Arrivals(files)), Deadline.none());
        assertCompleted(run);
        return new Undisturbed(runs.find(run).orElseThrow(), files.getFirst(), tables(run));
    }

    private Arrival put(CommerceFeedSettings feed, CommerceFile file) {
        var content = new ByteArrayOutputStream();
        try {
            CommerceFeed.write(feed, file, DATE, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var key = CommerceFeed.key(file, DATE);
        var put =
                s3.putObject(
                        request -> request.bucket(buckets.landing()).key(key),
                        RequestBody.fromBytes(content.toByteArray()));
        return new Arrival(
                new ObjectVersion(buckets.landing(), key, put.versionId(), null),
                content.size(),
                null,
                Instant.parse("2026-11-20T01:00:00Z"));
    }

    /// Makes another run of the same files, which is due.
    RunId again(Undisturbed undisturbed) {
        var answer = reruns.rerun(routes.named("commerce").orElseThrow(), undisturbed.file());
        assertThat(answer).isInstanceOf(Reruns.Answer.Accepted.class);
        return ((Reruns.Answer.Accepted) answer).run();
    }

    /// The message with which a worker takes up a run.
    String message(RunId run) {
        return deliveries.write(new Delivery.Continue(run));
    }

    boolean isUnfinished(RunId run) {
        return run(run).state().unfinished();
    }

    /// As if the time of its lease had passed.
    void endLease(RunId run) {
        jdbc.sql("UPDATE millrace.run SET lease_until = clock_timestamp() WHERE id = ? AND lease_until IS NOT NULL")
                .param(run.value())
                .update();
    }

    /// All that the engine keeps of a run.
    record Kept(RunSummary run, List<StepReport> steps, List<Hop> hops) {}

    Kept kept(RunId run) {
        return new Kept(runs.find(run).orElseThrow(), runs.steps(run), runs.hops(run, 100));
    }

    /// Fails unless a run has left what an undisturbed one leaves, row by row.
    void assertExact(RunId run, Undisturbed undisturbed) {
        assertCompleted(run);
        tables(run)
                .forEach(
                        (table, rows) ->
                                assertThat(
                                                Difference.between(
                                                        rows, Objects.requireNonNull(undisturbed.tables().get(table))))
                                        .as(table)
                                        .isEmpty());
        assertThat(runs.find(run).orElseThrow().totals()).isEqualTo(undisturbed.run().totals());
    }

    private void assertCompleted(RunId run) {
        assertThat(run(run).state()).as(() -> "state; reason: " + run(run).reason()).isEqualTo(RunState.COMPLETED);
    }

    private Run run(RunId run) {
        return runs.find(run).orElseThrow().run();
    }

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
                .forEach(table -> tables.put(table, rows(table)));
        tables.put(
                "rejects",
                rejects.list(run, null, 10_000).stream()
                        .map(reject -> reject.step() + " " + reject.place() + " " + reject.code() + reject.reason())
                        .toList());
        for (var table : AnalyticsTable.values()) {
            var key = CommerceExport.key(table, DATE);
            tables.put(key, List.of(s3.getObjectAsBytes(get -> get.bucket(buckets.results()).key(key)).asUtf8String()));
        }
        return tables;
    }

    private List<String> rows(String table) {
        return new ArrayList<>(
                jdbc.sql("SELECT t::text FROM %s t WHERE ingestion_date = ?".formatted(table))
                        .param(DATE)
                        .query((row, n) -> row.getString(1))
                        .list());
    }
}
