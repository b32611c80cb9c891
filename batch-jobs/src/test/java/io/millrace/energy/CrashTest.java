package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.reject.Rejects;
import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;
import io.millrace.run.Hop;
import io.millrace.run.RunState;
import io.millrace.run.Runs;
import io.millrace.run.Totals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import software.amazon.awssdk.services.sqs.model.Message;

import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// Workers in processes of their own are killed and paused at moments that nobody chose; in the end everything is there
/// once.
@SpringBootTest(classes = Millrace.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
class CrashTest {

    private static final Logger log = LoggerFactory.getLogger(CrashTest.class);

    private static final int READINGS = 200_000;
    private static final int BAD_EVERY = 1_000;
    private static final int KILLS = 25;

    /// The longest life of a worker from the moment in which it is told to go. It may die before it has the lease.
    private static final int LIFE_MILLIS = 2_200;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    @Autowired Dispatcher dispatcher;

    @Autowired Deliveries deliveries;

    @Autowired Runs runs;

    @Autowired Rejects rejects;

    @Autowired Readings readings;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        SETTINGS.forEach((name, value) -> registry.add(name, () -> value));
    }

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "millrace.routes[0].name", "energy",
                    "millrace.routes[0].bucket", SPACE.landing(),
                    "millrace.routes[0].key", "energy/**",
                    "millrace.routes[0].job", "energy",
                    "millrace.run.chunk-size", "1000",
                    "millrace.run.lease", "1s",
                    "millrace.run.max-stalled", "30",
                    "millrace.run.reserve", "0s");

    @Test
    void aWorkerKilledAtAnyMomentLosesNothingAndDoublesNothing() throws Exception {
        Arrival arrival = put("energy/kills.ndjson", READINGS);
        RunId run = arrival.runId();
        Random random = new Random(42);
        int kills = 0;
        Worker next = new Worker(arrival);
        while (kills < KILLS) {
            Worker worker = next;
            worker.awaitLine("READY");
            next = new Worker(arrival);
            worker.go();
            Thread.sleep(random.nextInt(LIFE_MILLIS));
            worker.kill();
            kills++;
            assertThat(runs.find(run).map(found -> found.run().state()))
                    .as("state after %d kills; the file is too short for this machine if it is COMPLETED", kills)
                    .isNotEqualTo(Optional.of(RunState.COMPLETED));
        }
        next.awaitLine("READY");
        next.go();
        next.awaitLine("OVER");

        assertExact(run, "kills-");
        List<Hop> hops = runs.hops(run, 100);
        log.info(
                "{} kills, {} hops, {} of them died",
                kills,
                hops.size(),
                hops.stream().filter(hop -> hop.endedAt() == null).count());
        assertThat(hops).filteredOn(hop -> hop.endedAt() == null).hasSizeGreaterThan(5);
    }

    @Test
    void aPausedWorkerThatWakesAfterItsLeaseCommitsNothing() throws Exception {
        Arrival arrival = put("energy/pause.ndjson", 20_000);
        RunId run = arrival.runId();
        try (Worker worker = new Worker(arrival)) {
            worker.awaitLine("READY");
            worker.go();
            await().atMost(PATIENCE).until(() -> runs.find(run).filter(found -> found.totals().read() > 0).isPresent());
            worker.signal("STOP");
            await().atMost(PATIENCE)
                    .until(
                            () -> {
                                dispatcher.handle(message(arrival), Deadline.none());
                                return runs.find(run).orElseThrow().run().state() == RunState.COMPLETED;
                            });
            var completed = runs.find(run);
            var steps = runs.steps(run);

            worker.signal("CONT");
            worker.awaitLine("OVER");

            assertThat(runs.find(run)).isEqualTo(completed);
            assertThat(runs.steps(run)).isEqualTo(steps);
        }
        List<Hop> hops = runs.hops(run, 10);
        assertThat(hops).extracting(Hop::cause).containsExactly(Hop.Cause.ARRIVED, Hop.Cause.RECOVERED);
        assertThat(hops.getFirst().endedAt()).isNull();
        assertThat(runs.find(run).orElseThrow().totals()).isEqualTo(new Totals(20_000, 20_000 - 20, 0, 20));
    }

    @Test
    void aBudgetOfAFewSecondsTakesALargeFileThroughSeveralHops() {
        Arrival arrival = put("energy/budget.ndjson", READINGS);
        RunId run = arrival.runId();

        dispatcher.handle(message(arrival), Deadline.in(Duration.ofSeconds(3)));
        while (runs.find(run).orElseThrow().run().state().unfinished()) {
            String next = deliveries.write(new Delivery.Continue(run));
            assertThat(dispatcher.handle(next, Deadline.in(Duration.ofSeconds(3)))).isTrue();
        }

        assertExact(run, "budget-");
        assertThat(runs.hops(run, 1000)).hasSizeGreaterThan(2).allMatch(hop -> hop.attempt() == 1);
    }

    private void assertExact(RunId run, String site) {
        int bad = READINGS / BAD_EVERY;
        assertThat(runs.find(run).orElseThrow().run().state()).isEqualTo(RunState.COMPLETED);
        assertThat(runs.find(run).orElseThrow().totals()).isEqualTo(new Totals(READINGS, READINGS - bad, 0, bad));
        Set<ProcessedReading> expected = HashSet.newHashSet(READINGS);
        for (int i = 0; i < READINGS; i++) {
            if (!bad(i)) {
                expected.add(ProcessedReading.of(ReadingFiles.reading(i, 7)));
            }
        }
        assertThat(stored(site)).isEqualTo(expected);
        List<Long> rejected = new ArrayList<>();
        for (long record = BAD_EVERY; record <= READINGS; record += BAD_EVERY) {
            rejected.add(record);
        }
        assertThat(rejects.list(run, null, 10_000)).extracting(reject -> reject.place().record()).isEqualTo(rejected);
        assertThat(published(run)).hasSize(bad);
    }

    private Set<ProcessedReading> stored(String file) {
        Set<ProcessedReading> all = HashSet.newHashSet(READINGS);
        String cursor = null;
        do {
            var page = readings.all(Readings.LONGEST_PAGE, cursor);
            page.items().stream()
                    .filter(reading -> reading.site().startsWith(file))
                    .forEach(
                            reading ->
                                    all.add(
                                            new ProcessedReading(
                                                    reading.site().substring(file.length()),
                                                    reading.at(),
                                                    reading.generated().setScale(3),
                                                    reading.consumed().setScale(3),
                                                    reading.net().setScale(3),
                                                    reading.anomaly())));
            cursor = page.next();
        } while (cursor != null);
        return all;
    }

    /// The ids that reached the reject queue, after the sweeper has had its turn: at least once, so as a set.
    private Set<String> published(RunId run) {
        rejects.publishPending(Duration.ZERO, READINGS);
        Set<String> ids = new TreeSet<>();
        List<Message> messages;
        do {
            messages =
                    LocalCloud.shared()
                            .sqs()
                            .receiveMessage(
                                    receive ->
                                            receive.queueUrl(SPACE.rejects())
                                                    .maxNumberOfMessages(10)
                                                    .visibilityTimeout(3600))
                            .messages();
            messages.forEach(message -> ids.add(JsonMapper.shared().readTree(message.body()).get("id").asString()));
        } while (!messages.isEmpty());
        ids.removeIf(id -> !id.startsWith(run.value()));
        return ids;
    }

    private static boolean bad(int i) {
        return (i + 1) % BAD_EVERY == 0;
    }

    /// Sites carry the file's name, so that the files of different tests have different keys.
    private Arrival put(String key, int count) {
        String site = key.substring("energy/".length(), key.indexOf('.')) + "-";
        var file = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            Reading reading = ReadingFiles.reading(i, 7);
            String line =
                    bad(i)
                            ? "{\"site_id\":17}\n"
                            : "{\"site_id\":\"%s%s\",\"timestamp\":\"%s\",\"energy_generated_kwh\":%s,\"energy_consumed_kwh\":%s}\n"
                                    .formatted(
                                            site,
                                            reading.site(),
                                            reading.at(),
                                            reading.generated(),
                                            reading.consumed());
            file.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        }
        String version = SPACE.put(key, file.toByteArray());
        return new Arrival(
                new ObjectVersion(SPACE.landing(), key, version, null),
                file.size(),
                null,
                Instant.parse("2026-03-01T12:00:00Z"));
    }

    private String message(Arrival arrival) {
        return deliveries.write(new Delivery.Arrivals(List.of(arrival)));
    }

    /// A child process that works on the arrival. It ends with its parent, because its standard input does.
    private final class Worker implements AutoCloseable {

        private final Process process;
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        Worker(Arrival arrival) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(ProcessHandle.current().info().command().orElseThrow());
            command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
            command.addAll(SPACE.jvmArguments());
            SETTINGS.forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), CrashWorker.class.getName()));
            command.addAll(List.of(arrival.runId().value(), message(arrival)));
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            Thread.ofVirtual().start(this::readLines);
        }

        private void readLines() {
            try (var output = process.inputReader(StandardCharsets.UTF_8)) {
                for (@Nullable String line = output.readLine(); line != null; line = output.readLine()) {
                    lines.add(line);
                }
            } catch (IOException e) {
                lines.add(e.toString());
            }
        }

        void go() throws IOException {
            process.outputWriter().write("go\n");
            process.outputWriter().flush();
        }

        void awaitLine(String line) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> lines.contains(line) || !process.isAlive());
            assertThat(lines).contains(line);
        }

        void kill() {
            process.destroyForcibly().onExit().join();
        }

        void signal(String name) throws Exception {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
        }

        @Override
        public void close() {
            kill();
        }
    }
}
