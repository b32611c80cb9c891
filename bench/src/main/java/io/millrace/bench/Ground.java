package io.millrace.bench;

import io.millrace.bench.RunProgram.Part;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;

import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What all rows stand on: a local cloud in this JVM and beside it, and a directory for files. What is measured runs in
/// other JVMs.
///
/// @param directory has a folder `energy`
record Ground(LocalCloud cloud, Path directory) implements AutoCloseable {

    private static final int WARM_UP_REQUESTS = 3_000;

    private static final LocalSpace.Options OPTIONS = new LocalSpace.Options(true, Duration.ofHours(1));

    static Ground prepare(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("energy"));
        return new Ground(LocalCloud.start(), directory);
    }

    /// A database, buckets, queues and tables that nothing else uses.
    LocalSpace newSpace() {
        return newSpace(OPTIONS);
    }

    LocalSpace newSpace(LocalSpace.Options options) {
        return cloud.newSpace(options);
    }

    /// Has the emulator of SQS work until it is as fast as it gets. It shares the processors with what is measured, and
    /// a cold one would take more of them than a function's rejects do.
    void warmUpQueues() {
        var queue = newSpace().rejects();
        for (var i = 0; i < WARM_UP_REQUESTS; i++) {
            var entries =
                    IntStream.range(0, 10)
                            .mapToObj(
                                    entry ->
                                            SendMessageBatchRequestEntry.builder()
                                                    .id("" + entry)
                                                    .messageBody("a reject that is none")
                                                    .build())
                            .toList();
            cloud.sqs().sendMessageBatch(request -> request.queueUrl(queue).entries(entries));
        }
    }

    /// The table of a space's readings.
    static String readings(LocalSpace space) {
        return space.table("energy-readings");
    }

    /// DynamoDB Local holds them in memory.
    void dropReadings(LocalSpace space) {
        cloud.dynamoDb().deleteTable(table -> table.tableName(readings(space)));
    }

    /// The arguments of a JVM in which the application works in a space.
    List<String> application(LocalSpace space, String... more) {
        var arguments = new ArrayList<>(space.jvmArguments());
        arguments.add("-Dmillrace.routes[0].name=energy");
        arguments.add("-Dmillrace.routes[0].bucket=" + space.landing());
        arguments.add("-Dmillrace.routes[0].key=energy/**");
        arguments.add("-Dmillrace.routes[0].job=energy");
        arguments.addAll(List.of(more));
        return arguments;
    }

    /// Runs a file of this machine in a new process, with a writer that does nothing.
    Report read(LocalSpace space, ReadingFile file, Part part) throws IOException, InterruptedException {
        return run(space, file, "1", part, Replacements.NO_WRITER, Replacements.files(directory));
    }

    /// Runs a file of this machine in a new process, into DynamoDB.
    Report write(LocalSpace space, ReadingFile file, Part part) throws IOException, InterruptedException {
        return run(space, file, "1", part, Replacements.files(directory));
    }

    /// [#read] or [#write].
    @FunctionalInterface
    interface FileRun {
        Report run(LocalSpace space, ReadingFile file, Part part) throws IOException, InterruptedException;
    }

    /// Runs a file in a new process.
    Report run(LocalSpace space, ReadingFile file, String version, Part part, String... jvmArguments)
            throws IOException, InterruptedException {
        var report =
                MeasuredJvm.run(
                        RunProgram.class,
                        application(space, jvmArguments),
                        space.landing(),
                        file.key(),
                        version,
                        Long.toString(file.size()),
                        part.name());
        var expected = part == Part.FIRST_900_000 ? 900_000 : file.readings();
        if (report.figure("read") != expected) {
            throw new IllegalStateException("%,d records were not read: %s".formatted(expected, report));
        }
        return report;
    }

    @Override
    public void close() {
        cloud.close();
    }
}
