package io.millrace.bench;

import io.millrace.bench.ReadingFile.Form;
import io.millrace.bench.RunProgram.Part;

import software.amazon.awssdk.core.sync.RequestBody;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// (e) Files of 2 GB from the local S3, over HTTP, through a JVM with a heap of 192 MiB and a writer that does nothing.
/// A run that does not complete ends the benchmark.
final class MemoryRow implements Row {

    private static final long SIZE = 2_000_000_000;

    /// What a Lambda function of a small size has for everything.
    private static final int LAMBDA_MIB = 512;

    @Override
    public List<Result> measure(Ground ground) throws Exception {
        var results = new ArrayList<Result>();
        for (var form : Form.values()) {
            results.add(measure(ground, form));
        }
        return results;
    }

    private static Result measure(Ground ground, Form form) throws Exception {
        var file = ReadingFile.large(ground.directory(), form, SIZE);
        var space = ground.newSpace();
        var stored =
                ground.cloud()
                        .s3()
                        .putObject(
                                request -> request.bucket(space.landing()).key(file.key()),
                                RequestBody.fromFile(file.path()));
        var report = ground.run(space, file, stored.versionId(), Part.ALL, "-Xmx192m", Replacements.NO_WRITER);
        Files.delete(file.path());
        ground.cloud().s3().deleteObject(r -> r.bucket(space.landing()).key(file.key()).versionId(stored.versionId()));
        return new Result(
                "e",
                "2 GB %s with -Xmx192m: most MiB resident".formatted(form),
                report.figure("peakResidentMiB"),
                new Target.AtMost(LAMBDA_MIB),
                Map.of("run", report));
    }
}
