package io.millrace.local;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The servers of a local cloud, started side by side and stopped together.
record Emulators(
        Workspace workspace, S3Emulator s3, PostgresEmulator postgres, DynamoDbEmulator dynamoDb, SqsEmulator sqs)
        implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Emulators.class);

    static Emulators start() {
        try {
            return start(Workspace.create());
        } catch (IOException e) {
            throw new UncheckedIOException("The local cloud has no room for its files", e);
        }
    }

    private static Emulators start(Workspace workspace) {
        Future<S3Emulator> s3;
        Future<PostgresEmulator> postgres;
        Future<DynamoDbEmulator> dynamoDb;
        Future<SqsEmulator> sqs;
        var directory = workspace.directory();
        // Closing the executor waits for all of them.
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // First, because it is the slowest and because its process removes what a kill leaves of the others.
            var watched = new CountDownLatch(1);
            s3 = threads.submit(() -> startS3(directory, watched));
            postgres =
                    threads.submit(
                            () -> {
                                watched.await();
                                return PostgresEmulator.start(directory.resolve("postgres"));
                            });
            dynamoDb = threads.submit((Callable<DynamoDbEmulator>) DynamoDbEmulator::start);
            sqs = threads.submit(() -> SqsEmulator.start(LocalCloud.REGION));
        }
        try {
            return new Emulators(workspace, s3.get(), postgres.get(), dynamoDb.get(), sqs.get());
        } catch (ExecutionException | InterruptedException e) {
            List.of(sqs, dynamoDb, postgres, s3).forEach(part -> close(started(part)));
            close(workspace);
            throw new IllegalStateException(
                    "The local cloud did not start", e instanceof ExecutionException ? e.getCause() : e);
        }
    }

    private static S3Emulator startS3(Path directory, CountDownLatch watched) throws IOException, InterruptedException {
        try {
            return S3Emulator.start(directory, LocalCloud.REGION, watched::countDown);
        } finally {
            watched.countDown();
        }
    }

    private static @Nullable AutoCloseable started(Future<? extends AutoCloseable> part) {
        return part.state() == Future.State.SUCCESS ? part.resultNow() : null;
    }

    /// In this order, because the process of S3Mock watches over the others.
    @Override
    public void close() {
        List.of(sqs, dynamoDb, postgres, s3, workspace).forEach(Emulators::close);
    }

    private static void close(@Nullable AutoCloseable part) {
        if (part == null) {
            return;
        }
        try {
            part.close();
        } catch (Exception e) {
            log.warn("{} of the local cloud did not stop in order", part.getClass().getSimpleName(), e);
        }
    }
}
