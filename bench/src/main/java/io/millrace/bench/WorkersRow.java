package io.millrace.bench;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.ObjectVersion;
import io.millrace.bench.QueueProgram.Role;
import io.millrace.energy.ReadingFiles;
import io.millrace.local.LocalSpace;

import org.springframework.jdbc.core.simple.JdbcClient;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// (workers) Files of one reading through 1, 4, 16 and 32 workers in processes of their own, all of them warm: how many
/// a second, and what keeps it from being more.
final class WorkersRow implements Row {

    private static final List<Integer> WORKERS = List.of(1, 4, 16, 32);
    private static final int MOST = WORKERS.getLast();

    /// For each number of workers.
    private static final int FILES = 960;

    /// For each worker before anything is measured.
    private static final int WARM_UP = 20;

    private static final int PUTS_AT_ONCE = 8;
    private static final int MESSAGES = 10;
    private static final Duration INVOCATION = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Override
    public List<Result> measure(Ground ground) throws Exception {
        var space = ground.newSpace(new LocalSpace.Options(true, Duration.ofMinutes(2)));
        var bodies = put(ground, space, MOST * WARM_UP + WORKERS.size() * FILES);
        var workers = new ArrayList<WorkerProcess>();
        try {
            var settings = ground.application(space);
            var measuring = new Measuring(ground, space);
            while (workers.size() < MOST) {
                var number = workers.size();
                var worker = start(space, settings, number);
                workers.add(worker);
                // One after the other: all at once they would only wait for each other.
                await(workers, WorkerProcess::isReady);
                measuring.run(List.of(worker), bodies.subList(number * WARM_UP, (number + 1) * WARM_UP));
                if (number == 0) {
                    settings.add("-Dspring.flyway.enabled=false");
                }
            }
            var results = new TreeMap<Integer, Report>();
            var from = MOST * WARM_UP;
            for (var number : WORKERS) {
                var report = measuring.run(workers.subList(0, number), bodies.subList(from, from + FILES));
                from += FILES;
                System.err.printf("(workers) %d: %s%n", number, report);
                results.put(number, report);
            }
            return results(results);
        } finally {
            workers.forEach(WorkerProcess::close);
        }
    }

    private static WorkerProcess start(LocalSpace space, List<String> settings, int number) throws Exception {
        return WorkerProcess.start("worker-" + number, Role.FILES, space, INVOCATION, settings);
    }

    private static List<Result> results(Map<Integer, Report> reports) {
        var results = new ArrayList<Result>();
        var one = 0.0;
        for (var entry : reports.entrySet()) {
            var report = entry.getValue();
            var speed = report.figure("filesPerSecond");
            one = one == 0 ? speed : one;
            results.add(
                    new Result(
                            "workers",
                            "one-reading files per second with %d workers (processors busy %.0f %%, by workers %.0f %%; most connections %.0f)"
                                    .formatted(
                                            entry.getKey(),
                                            100 * report.figure("processorsBusy"),
                                            100 * report.figure("processorsBusyByWorkers"),
                                            report.figure("mostConnections")),
                            speed,
                            new Target.None(),
                            Map.of("run", report)));
            results.add(new Result("workers", "the same / of one worker", speed / one, new Target.None(), Map.of()));
        }
        return results;
    }

    /// Puts files of one reading each, and makes a message for each.
    private static List<String> put(Ground ground, LocalSpace space, int files) throws Exception {
        var lines = new String(ReadingFiles.ndjson(files, ReadingFile.SEED), StandardCharsets.UTF_8).lines().toList();
        var atOnce = new Semaphore(PUTS_AT_ONCE);
        var puts = new ArrayList<Future<String>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var line : lines) {
                atOnce.acquire();
                var key = "energy/one-" + puts.size() + ".json";
                puts.add(
                        threads.submit(
                                () -> {
                                    try {
                                        return put(ground, space, key, line);
                                    } finally {
                                        atOnce.release();
                                    }
                                }));
            }
        }
        var messages = new ArrayList<String>();
        for (var put : puts) {
            messages.add(put.get());
        }
        return messages;
    }

    private static String put(Ground ground, LocalSpace space, String key, String line) {
        var stored =
                ground.cloud()
                        .s3()
                        .putObject(request -> request.bucket(space.landing()).key(key), RequestBody.fromString(line));
        var object = new ObjectVersion(space.landing(), key, stored.versionId(), stored.eTag());
        var arrival = new Arrival(object, line.length(), "00", Instant.now());
        return new Deliveries().write(new Delivery.Arrivals(List.of(arrival)));
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds(WorkerProcess worker);
    }

    private static void await(List<WorkerProcess> workers, Condition condition) throws InterruptedException {
        var start = System.nanoTime();
        for (var worker : workers) {
            while (!condition.holds(worker)) {
                if (!worker.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new IllegalStateException("Worker %s: %s".formatted(worker.name(), worker.lastLines()));
                }
                Thread.sleep(LOOK);
            }
        }
    }

    /// Has some of the workers do some of the files.
    private static final class Measuring {

        private final Ground ground;
        private final LocalSpace space;
        private final JdbcClient jdbc;
        private long completed;

        Measuring(Ground ground, LocalSpace space) {
            this.ground = ground;
            this.space = space;
            this.jdbc = JdbcClient.create(space.dataSource());
        }

        Report run(List<WorkerProcess> workers, List<String> bodies) throws InterruptedException {
            send(bodies);
            completed += bodies.size();
            var processors = Processors.now();
            var before = processorSeconds(workers);
            var watch = Stopwatch.start();
            workers.forEach(WorkerProcess::go);
            var connections = 0L;
            var active = 0L;
            while (count("SELECT count(*) FROM millrace.run WHERE state = 'COMPLETED'") < completed) {
                connections = Math.max(connections, count(connections("true")));
                active = Math.max(active, count(connections("state <> 'idle'")));
                if (watch.seconds() > PATIENCE.toSeconds()) {
                    throw new IllegalStateException("Not done in time: " + workers.getFirst().lastLines());
                }
                Thread.sleep(LOOK);
            }
            var seconds = watch.seconds();
            var workerSeconds = processorSeconds(workers) - before;
            var busy = processors.busySince();
            workers.forEach(WorkerProcess::pause);
            await(workers, WorkerProcess::isPaused);
            return new Report(
                    Map.of(
                            "filesPerSecond",
                            bodies.size() / seconds,
                            "seconds",
                            seconds,
                            "processorsBusy",
                            busy,
                            "processorsBusyByWorkers",
                            workerSeconds / seconds / Runtime.getRuntime().availableProcessors(),
                            "mostConnections",
                            (double) connections,
                            "mostConnectionsActive",
                            (double) active));
        }

        private void send(List<String> bodies) {
            for (var from = 0; from < bodies.size(); from += MESSAGES) {
                var entries = new ArrayList<SendMessageBatchRequestEntry>();
                for (var body : bodies.subList(from, Math.min(bodies.size(), from + MESSAGES))) {
                    entries.add(
                            SendMessageBatchRequestEntry.builder().id("" + entries.size()).messageBody(body).build());
                }
                ground.cloud().sqs().sendMessageBatch(request -> request.queueUrl(space.files()).entries(entries));
            }
        }

        private static double processorSeconds(List<WorkerProcess> workers) {
            return workers.stream().mapToDouble(worker -> worker.processorTime().toMillis() / 1e3).sum();
        }

        /// Those of this space's applications, not this one's.
        private static String connections(String condition) {
            return """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'millrace' AND %s\
            """
                    .formatted(condition);
        }

        private long count(String query) {
            return jdbc.sql(query).query(Long.class).single();
        }
    }
}
