package io.millrace.run;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.ObjectVersion;
import io.millrace.aws.Buckets;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// Drops files into the landing bucket for tests of pipelines, and has each processed as the files function does. Put
/// it among the classes of a `@SpringBootTest`.
public class FileDrop {

    private final S3Client s3;
    private final Buckets buckets;
    private final Deliveries deliveries;
    private final Dispatcher dispatcher;
    private final Runs runs;

    public FileDrop(S3Client s3, Buckets buckets, Deliveries deliveries, Dispatcher dispatcher, Runs runs) {
        this.s3 = s3;
        this.buckets = buckets;
        this.deliveries = deliveries;
        this.dispatcher = dispatcher;
        this.runs = runs;
    }

    /// Puts a file into the bucket and announces it.
    ///
    /// @return its run, as the delivery left it
    public RunSummary drop(String key, String content) {
        return drop(key, content, Deadline.none());
    }

    /// The same by a worker that has to stop before a deadline.
    public RunSummary drop(String key, String content, Deadline deadline) {
        var body = RequestBody.fromBytes(content.getBytes(StandardCharsets.UTF_8));
        var put = s3.putObject(request -> request.bucket(buckets.landing()).key(key), body);
        var object = new ObjectVersion(buckets.landing(), key, put.versionId(), put.eTag());
        return announce(object, body.optionalContentLength().orElseThrow(), deadline);
    }

    /// Announces the file of a run once more, as S3 and SQS sometimes do and as they always do after a failure.
    public RunSummary announceAgain(RunSummary run) {
        return announce(run.run().object(), run.run().size(), Deadline.none());
    }

    /// Delivers the message with which a run that stopped before its deadline goes on.
    public RunSummary resume(RunSummary run) {
        dispatcher.handle(deliveries.write(new Delivery.Continue(run.run().id())), Deadline.none());
        return runs.find(run.run().id()).orElseThrow();
    }

    private RunSummary announce(ObjectVersion object, long size, Deadline deadline) {
        var arrival = new Arrival(object, size, null, Instant.parse("2026-03-01T12:00:00Z"));
        dispatcher.handle(deliveries.write(new Delivery.Arrivals(List.of(arrival))), deadline);
        return runs.find(arrival.runId()).orElseThrow();
    }
}
