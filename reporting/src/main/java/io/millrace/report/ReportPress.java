package io.millrace.report;

import io.millrace.aws.Buckets;
import io.millrace.run.Run;
import io.millrace.run.Runs;

import org.springframework.stereotype.Component;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.nio.charset.StandardCharsets;

/// Draws reports and puts them into the results bucket, each by one request: an object is there whole or not at all,
/// and the same figures make the same bytes, so that it may be repeated.
@Component
class ReportPress {

    static final String INDEX = "reports/index.html";
    static final String HTML = "text/html;charset=utf-8";

    private final Runs runs;
    private final ReportStore store;
    private final S3Client s3;
    private final String bucket;

    ReportPress(Runs runs, ReportStore store, S3Client s3, Buckets buckets) {
        this.runs = runs;
        this.store = store;
        this.s3 = s3;
        this.bucket = buckets.results();
    }

    /// Publishes the report of a run whose figures are gathered, and notes it in the caller's transaction.
    void publish(Run run, ReportSource source) {
        var request = ReportRequest.of(run);
        var gathered = runs.state(run.id(), ReportJob.GATHER).orElseThrow();
        var report = source.report(run, request, gathered);
        var html = bytes(Pages.report(report));
        // In this order: who deletes an older one at the same place does it before or not at all.
        store.note(run, request, report.title(), html.length);
        put(run.object().key(), html);
    }

    /// Publishes the index of the reports that are there now. One at a time, so that the last one lists all.
    void index() {
        store.lock();
        put(INDEX, bytes(Pages.index(store.entries())));
    }

    private static byte[] bytes(String html) {
        return html.getBytes(StandardCharsets.UTF_8);
    }

    private void put(String key, byte[] html) {
        s3.putObject(request -> request.bucket(bucket).key(key).contentType(HTML), RequestBody.fromBytes(html));
    }
}
