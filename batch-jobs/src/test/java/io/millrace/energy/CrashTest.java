package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.toSet;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.RunId;
import io.millrace.crash.CrashProcess;
import io.millrace.crash.CrashWorker;
import io.millrace.crash.Difference;
import io.millrace.crash.Workers;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.reject.Rejects;
import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;
import io.millrace.run.Hop;
import io.millrace.run.RunState;
import io.millrace.run.Runs;
import io.millrace.run.Totals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import software.amazon.awssdk.services.sqs.model.Message;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// Workers in processes of their own are killed and paused at moments that nobody chose; in the end everything is there
/// once.
///
/// No moment is a time: a worker dies so many chunks after it began, and somewhere within the next one. So every worker
/// has its share of the work, however slow the machine is, and waiting ends when nothing happens any more.
@SpringBootTest(classes = Millrace.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class CrashTest {

    private static final Logger log = LoggerFactory.getLogger(CrashTest.class);

    /// A build meets a few of the moments; more by the setting.
    private static final int KILLS = Integer.getInteger("millrace.test.kills", 8);

    /// Small, so that a chunk fits into a lease on a slow machine, too.
    private static final int CHUNK = 250;

    /// More than all of the killed ones in a row, and those of a slow machine that achieve nothing.
    private static final int MOST_STALLED = KILLS + 30;

    /// The most chunks that a worker lives to see; all of them together leave enough of the file for the last worker.
    private static final int MOST_CHUNKS = 5;

    private static final int READINGS = KILLS * (MOST_CHUNKS + 3) * CHUNK;

    /// More than a few seconds are enough for.
    private static final int BUDGETED = 60_000;

    /// Every so manieth lease of a dead worker runs out by itself; the others are taken from it, to save the wait.
    private static final int LEASES_THAT_RUN_OUT = 4;

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "millrace.routes[0].name", "energy",
                    "millrace.routes[0].bucket", SPACE.landing(),
                    "millrace.routes[0].key", "energy/**",
                    "millrace.routes[0].job", "energy",
                    "millrace.run.chunk-size", Integer.toString(CHUNK),
                    "millrace.run.lease", "3s",
                    "millrace.run.max-stalled", Integer.toString(MOST_STALLED),
                    "millrace.run.reserve", "0s");

    @Autowired Dispatcher dispatcher;

    @Autowired Deliveries deliveries;

    @Autowired Runs runs;

    @Autowired Rejects rejects;

    @Autowired Readings readings;

    @Autowired JdbcClient jdbc;

    private final Random random = new Random(42);
    private final Workers workers = new Workers(SPACE, SETTINGS);

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        SETTINGS.forEach((name, value) -> registry.add(name, () -> value));
    }

    @AfterEach
    void endWorkers() {
        workers.close();
    }

    @Test
    void aWorkerKilledAtAnyMomentLosesNothingAndDoublesNothing() throws Exception {
        FaultyFile file = new FaultyFile("kills", READINGS);
        Arrival arrival = file.put(SPACE);
        RunId run = arrival.runId();

        for (int kills = 1; kills <= KILLS; kills++) {
            try (CrashProcess worker = workers.next()) {
                killAtSomeMoment(worker, arrival);
            }
            if (kills % LEASES_THAT_RUN_OUT != 0) {
                endLease(run);
            }
            assertThat(done(run).read()).as("records done after %d kills", kills).isLessThan(READINGS);
        }
        try (CrashProcess worker = workers.next()) {
            worker.go(run, message(arrival));
            Workers.awaitWhileItGoesOn(worker, () -> done(run), () -> worker.said(CrashWorker.OVER));
        }

        assertExact(file, run);
        List<Hop> hops = runs.hops(run, 1000);
        long died = hops.stream().filter(hop -> hop.endedAt() == null).count();
        log.info("{} kills, {} hops, {} of them died", KILLS, hops.size(), died);
        assertThat(died).isGreaterThan(KILLS / 2);
    }

    @Test
    void aPausedWorkerThatWakesAfterItsLeaseCommitsNothing() throws Exception {
        FaultyFile file = new FaultyFile("pause", 20_000);
        Arrival arrival = file.put(SPACE);
        RunId run = arrival.runId();
        try (CrashProcess worker = workers.next()) {
            worker.go(run, message(arrival));
            Workers.awaitWhileItGoesOn(worker, () -> done(run), () -> done(run).read() > 0);
            worker.signal("STOP");
            Workers.awaitWhileItGoesOn(
                    worker,
                    () -> done(run),
                    () -> {
                        dispatcher.handle(message(arrival), Deadline.none());
                        return !isUnfinished(run);
                    });
            var completed = runs.find(run);
            var steps = runs.steps(run);

            worker.signal("CONT");
            Workers.awaitWhileItGoesOn(worker, () -> done(run), () -> worker.said(CrashWorker.OVER));

            assertThat(runs.find(run)).isEqualTo(completed);
            assertThat(runs.steps(run)).isEqualTo(steps);
        }
        List<Hop> hops = runs.hops(run, 10);
        assertThat(hops).extracting(Hop::cause).containsExactly(Hop.Cause.ARRIVED, Hop.Cause.RECOVERED);
        assertThat(hops.getFirst().endedAt()).isNull();
        assertExact(file, run);
    }

    @Test
    void aBudgetOfAFewSecondsTakesALargeFileThroughSeveralHops() {
        FaultyFile file = new FaultyFile("budget", BUDGETED);
        Arrival arrival = file.put(SPACE);
        RunId run = arrival.runId();

        String next = message(arrival);
        for (int hops = 0; hops == 0 || isUnfinished(run); hops++) {
            // One for each chunk is the most, but for those that achieve nothing; the engine ends a row of them.
            assertThat(hops).as("hops that did not complete the run").isLessThan(BUDGETED / CHUNK + MOST_STALLED);
            // A little more for each, so that at some time a chunk fits into it on a slow machine, too.
            Duration budget = Duration.ofSeconds(3).plusMillis(300L * hops);
            assertThat(dispatcher.handle(next, Deadline.in(budget))).isTrue();
            next = deliveries.write(new Delivery.Continue(run));
        }

        assertExact(file, run);
        assertThat(runs.hops(run, 1000)).hasSizeGreaterThan(2).allMatch(hop -> hop.attempt() == 1);
    }

    /// Kills the worker before it has the lease, or after so many chunks of its own and within the next.
    private void killAtSomeMoment(CrashProcess worker, Arrival arrival) throws IOException, InterruptedException {
        RunId run = arrival.runId();
        int chunks = random.nextInt(-1, MOST_CHUNKS + 1);
        Done before = done(run);
        long began = System.nanoTime();
        worker.go(run, message(arrival));
        Workers.awaitWhileItGoesOn(
                worker,
                () -> done(run),
                () -> {
                    Done now = done(run);
                    return chunks < 0
                            || (now.fence() > before.fence() && now.read() >= before.read() + (long) chunks * CHUNK);
                });
        long aChunk = (System.nanoTime() - began) / Math.max(1, chunks);
        TimeUnit.NANOSECONDS.sleep(random.nextLong(aChunk));
        worker.kill();
    }

    /// As if its time had passed. Its owner is dead.
    private void endLease(RunId run) {
        jdbc.sql("UPDATE millrace.run SET lease_until = clock_timestamp() WHERE id = ? AND lease_until IS NOT NULL")
                .param(run.value())
                .update();
    }

    /// What shows that a run goes on.
    ///
    /// @param fence how often its lease was taken
    private record Done(long fence, long read) {}

    private Done done(RunId run) {
        return runs.find(run).map(found -> new Done(found.run().fence(), found.totals().read())).orElse(new Done(0, 0));
    }

    private boolean isUnfinished(RunId run) {
        return runs.find(run).orElseThrow().run().state().unfinished();
    }

    private void assertExact(FaultyFile file, RunId run) {
        Totals totals = file.totals();
        assertThat(runs.find(run).orElseThrow().run().state())
                .as(() -> "state; reason: " + runs.find(run).orElseThrow().run().reason())
                .isEqualTo(RunState.COMPLETED);
        assertThat(runs.find(run).orElseThrow().totals()).isEqualTo(totals);
        assertThat(Difference.between(file.stored(readings), file.expected())).isEmpty();
        assertThat(rejects.list(run, null, 10_000)).extracting(reject -> reject.place().record()).isEqualTo(file.bad());
        assertThat(published(run)).hasSize((int) totals.rejected());
    }

    /// The ids that reached the reject queue, after the sweeper has had its turn: at least once, so as a set.
    private Set<String> published(RunId run) {
        rejects.perform(() -> true);
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
            ids.addAll(
                    messages.stream()
                            .map(message -> JsonMapper.shared().readTree(message.body()).get("id").asString())
                            .collect(toSet()));
        } while (!messages.isEmpty());
        ids.removeIf(id -> !id.startsWith(run.value()));
        return ids;
    }

    private String message(Arrival arrival) {
        return deliveries.write(new Delivery.Arrivals(List.of(arrival)));
    }
}
