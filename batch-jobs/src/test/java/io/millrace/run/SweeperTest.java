package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.due.DueWork;
import io.millrace.due.FailingItem;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Nothing reads the queue here: what a message began, the sweeper brings to its end.
@SpringBootTest(
        classes = {Millrace.class, ScriptedJob.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "millrace.run.chunk-size=10",
            "millrace.run.lease=60s",
            "millrace.run.reserve=0s",
            "millrace.run.retries=0",
            "spring.datasource.hikari.maximum-pool-size=20"
        })
class SweeperTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();
    private static final String DOOMED = "doomed";
    private static final Executor ELSEWHERE = task -> Thread.ofPlatform().daemon().start(task);

    @Autowired Gate gate;

    @Autowired Dispatcher dispatcher;

    @Autowired RunControl control;

    @Autowired RunStore store;

    @Autowired Runs runs;

    @Autowired Sweeper sweeper;

    @Autowired CommandQueue commands;

    @Autowired RunSettings settings;

    @Autowired StaleSessions sessions;

    @Autowired JdbcClient jdbc;

    @Autowired SqsClient sqs;

    private final Deliveries deliveries = new Deliveries();
    private final String id = UUID.randomUUID().toString();

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        registry.add("millrace.routes[0].name", () -> "scripted");
        registry.add("millrace.routes[0].bucket", SPACE::landing);
        registry.add("millrace.routes[0].key", () -> "scripted/**");
        registry.add("millrace.routes[0].job", () -> ScriptedJob.NAME);
    }

    @BeforeEach
    @AfterEach
    void behave() {
        ScriptedJob.behave();
    }

    @Test
    void everyFileIsProcessedAlthoughNoMessageIsReceivedAfterTheFirst() {
        Arrival continues = file("continues");
        Arrival fails = file("fails");
        Arrival restarted = file("restarted");
        Arrival orphaned = file("orphaned");
        handle(continues, chunks(2));
        failOnce();
        handle(fails, Deadline.none());
        handle(restarted, chunks(1));
        control.stop(restarted.runId());
        control.restart(restarted.runId());
        // As if its worker had died with the lease in its hand.
        gate.record(List.of(orphaned), Deadline.none());
        assertThat(Stream.of(continues, fails, restarted, orphaned).map(this::state))
                .containsExactly(RunState.STARTED, RunState.FAILED, RunState.STARTED, RunState.STARTED);

        failOnce();
        sweep(4);

        for (Arrival file : List.of(continues, fails, restarted, orphaned)) {
            assertExact(file);
        }
    }

    @Test
    void anInvocationThatDiesAtAnyOfItsMessagesNeedsNoneOfThemAgain() throws Exception {
        for (int dies = 0; dies < 10; dies++) {
            List<Arrival> files = new ArrayList<>();
            for (int file = 0; file < 10; file++) {
                files.add(file("dies-at-" + dies + "/" + file));
            }
            List<Dispatcher.Task> tasks =
                    dispatcher.accept(files.stream().map(this::message).toList(), Deadline.none());
            for (Dispatcher.Task task : tasks.subList(0, dies)) {
                assertThat(task.perform(Deadline.none())).isTrue();
            }
            CountDownLatch wakes = new CountDownLatch(1);
            CompletableFuture<?> frozen = frozen(tasks.get(dies), wakes);

            sweep(2);

            files.forEach(this::assertExact);
            wakes.countDown();
            assertThat(frozen.get()).as("is done with the message").isEqualTo(true);
            files.forEach(this::assertExact);
        }
    }

    /// Begins a message in a worker that freezes when it has written its first chunk, before the commit.
    private static CompletableFuture<?> frozen(Dispatcher.Task task, CountDownLatch wakes) throws Exception {
        CountDownLatch freezes = new CountDownLatch(1);
        ScriptedJob.onWrite =
                record -> {
                    if (Thread.currentThread().getName().equals(DOOMED)) {
                        freezes.countDown();
                        await(wakes);
                    }
                };
        CompletableFuture<Object> end = new CompletableFuture<>();
        Thread.ofPlatform()
                .name(DOOMED)
                .start(
                        () -> {
                            try {
                                end.complete(task.perform(Deadline.none()));
                            } catch (Throwable e) {
                                end.completeExceptionally(e);
                            }
                        });
        freezes.await();
        return end;
    }

    @Test
    void aRunIsTriedAgainAlthoughItsMessageWasAcknowledgedWhileItsWorkerWasBusy() throws Exception {
        Arrival file = file("busy");
        CountDownLatch works = new CountDownLatch(1);
        CountDownLatch fails = new CountDownLatch(1);
        ScriptedJob.onWrite =
                record -> {
                    works.countDown();
                    await(fails);
                    throw new IllegalStateException("Its connection was cut while it was frozen");
                };
        CompletableFuture<Outcome> owner =
                CompletableFuture.supplyAsync(() -> arrive(file, Deadline.none()), ELSEWHERE);
        works.await();
        assertThat(arrive(file, Deadline.none())).isInstanceOf(Outcome.Busy.class).matches(Outcome::acknowledged);
        fails.countDown();
        assertThat(owner.get()).isInstanceOf(Outcome.Failed.class);
        ScriptedJob.behave();

        sweep(1);

        assertExact(file);
    }

    @Test
    void aWorkerThatHangsKeepsItsRunNoLongerThanItsInvocation() throws Exception {
        Arrival file = file("hangs");
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch wakes = new CountDownLatch(1);
        AtomicBoolean once = new AtomicBoolean(true);
        ScriptedJob.onWrite =
                record -> {
                    if (once.getAndSet(false)) {
                        hangs.countDown();
                        await(wakes);
                    }
                };
        CompletableFuture<Outcome> hung =
                CompletableFuture.supplyAsync(() -> arrive(file, Deadline.in(Duration.ofSeconds(5))), ELSEWHERE);
        hangs.await();

        Awaitility.await()
                .atMost(Duration.ofSeconds(45))
                .until(() -> arrive(file, Deadline.none()) instanceof Outcome.Completed);

        wakes.countDown();
        assertThat(hung.get()).isInstanceOf(Outcome.Busy.class);
        assertExact(file);
    }

    @Test
    void workThatHasNoEndLeavesTimeForAllOther() {
        Arrival file = file("beside-endless-work");
        gate.record(List.of(file), Deadline.none());
        expire();
        AtomicBoolean other = new AtomicBoolean();
        DueWork endless =
                work(
                        "endless",
                        timeLeft -> {
                            while (timeLeft.getAsBoolean()) {
                                Thread.onSpinWait();
                            }
                        });
        DueWork brief = work("brief", timeLeft -> other.set(timeLeft.getAsBoolean()));

        new Sweeper(store, gate, commands, List.of(endless, brief), settings, sessions)
                .sweep(Deadline.in(Duration.ofSeconds(15)));

        assertThat(other).isTrue();
        assertExact(file);
    }

    private static DueWork work(String kind, Consumer<BooleanSupplier> work) {
        return new DueWork() {
            @Override
            public String kind() {
                return kind;
            }

            @Override
            public int perform(BooleanSupplier timeLeft) {
                work.accept(timeLeft);
                return 1;
            }

            @Override
            public List<FailingItem> failing(int limit) {
                return List.of();
            }
        };
    }

    /// A hop that has no time for a chunk looks like one that can do none.
    @Test
    void aRunForWhichAnotherLeavesNoTimeForAChunkIsBegunByTheNextSweep() {
        List<Arrival> files = List.of(file("first", 500), file("second", 500));
        files.forEach(file -> handle(file, chunks(1)));
        jdbc.sql("UPDATE millrace.checkpoint SET slowest_ms = 60000 WHERE NOT done").update();
        AtomicReference<Duration> left = new AtomicReference<>();
        // Of a sweep's two minutes each chunk takes nearly all.
        ScriptedJob.onWrite = record -> left.set(Duration.ofSeconds(1));

        for (int sweep = 0; sweep < 8; sweep++) {
            left.set(Duration.ofMinutes(2));
            expire();
            sweeper.sweep(
                    new Deadline() {
                        @Override
                        public Duration remaining() {
                            return left.get();
                        }

                        @Override
                        public Duration untilInvocationEnds() {
                            return Duration.ofHours(1);
                        }
                    });
        }

        assertThat(files)
                .allSatisfy(
                        file -> {
                            assertThat(state(file)).isEqualTo(RunState.STARTED);
                            assertThat(runs.find(file.runId()).orElseThrow().totals().read()).isGreaterThan(20);
                        });
        ScriptedJob.behave();
        sweep(1);
        assertThat(files).extracting(this::state).containsOnly(RunState.COMPLETED);
    }

    /// What will be due is so now, in its order.
    private void expire() {
        jdbc.sql("UPDATE millrace.run SET lease_until = clock_timestamp() WHERE lease_until IS NOT NULL").update();
        jdbc.sql("UPDATE millrace.run SET due_at = due_at - interval '1 h' WHERE due_at IS NOT NULL").update();
    }

    @Test
    void strandedRunsAreAllHintedInOneSweep() {
        sqs.purgeQueue(request -> request.queueUrl(SPACE.files()));
        // More than one claim takes.
        List<String> stranded = strand(1_100);

        Sweeper.Swept swept = sweeper.sweep(chunks(1));

        assertThat(swept.due()).isEqualTo(stranded.size());
        assertThat(hints()).isEqualTo(stranded.size());
        assertThat(store.claimDue(10)).as("what is hinted is not due at once").isEmpty();
        forgetStranded();
    }

    @Test
    void strandedRunsAreClaimedOnceTheOldestFirst() throws Exception {
        List<String> stranded = strand(1_000);
        assertThat(store.claimDue(200)).extracting(RunId::value).isEqualTo(stranded.subList(0, 200));

        CyclicBarrier start = new CyclicBarrier(4);
        List<RunId> claimed = new ArrayList<>();
        for (CompletableFuture<List<RunId>> claim :
                Stream.generate(() -> CompletableFuture.supplyAsync(() -> claimAll(start), ELSEWHERE))
                        .limit(4)
                        .toList()) {
            claimed.addAll(claim.get());
        }

        assertThat(claimed)
                .extracting(RunId::value)
                .containsExactlyInAnyOrderElementsOf(stranded.subList(200, stranded.size()));
        forgetStranded();
    }

    private List<RunId> claimAll(CyclicBarrier start) {
        try {
            start.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        List<RunId> all = new ArrayList<>();
        List<RunId> some;
        do {
            some = store.claimDue(50);
            all.addAll(some);
        } while (!some.isEmpty());
        return all;
    }

    private void forgetStranded() {
        jdbc.sql("DELETE FROM millrace.run WHERE object_key LIKE 'scripted/stranded/%'").update();
    }

    /// Runs whose workers have died, made in another order than that in which they are due.
    ///
    /// @return the oldest first
    private List<String> strand(int count) {
        List<String> ids =
                IntStream.range(0, count).mapToObj(n -> UUID.randomUUID().toString().replace("-", "")).toList();
        jdbc.sql(
                        """
                        INSERT INTO millrace.run
                          (id, job, route, parameters, bucket, object_key, version_id, state, fence, owner, lease_until, due_at)
                        SELECT id, 'scripted', 'scripted', '{}', :bucket, 'scripted/stranded/' || id, 'v1', 'STARTED', 1, 'dead',
                          clock_timestamp() - interval '1 min',
                          clock_timestamp() - interval '1 h' + place * interval '1 s'
                        FROM unnest(:ids) WITH ORDINALITY AS stranded (id, place) ORDER BY id\
                        """)
                .param("bucket", SPACE.landing())
                .param("ids", ids.toArray(String[]::new))
                .update();
        return ids;
    }

    private int hints() {
        return Integer.parseInt(
                sqs.getQueueAttributes(
                                request ->
                                        request.queueUrl(SPACE.files())
                                                .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                        .attributes()
                        .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }

    /// Time goes on, and sweeps come.
    private void sweep(int times) {
        for (int time = 0; time < times; time++) {
            jdbc.sql("UPDATE millrace.run SET lease_until = clock_timestamp() WHERE lease_until IS NOT NULL").update();
            jdbc.sql("UPDATE millrace.run SET due_at = clock_timestamp() WHERE due_at IS NOT NULL").update();
            sweeper.sweep(Deadline.none());
        }
    }

    private void handle(Arrival file, Deadline deadline) {
        dispatcher.handle(message(file), deadline);
    }

    private String message(Arrival file) {
        return deliveries.write(new Delivery.Arrivals(List.of(file)));
    }

    private Outcome arrive(Arrival file, Deadline deadline) {
        return gate.arrive(file, deadline);
    }

    private Arrival file(String name) {
        return file(name, 35);
    }

    private Arrival file(String name, int records) {
        return new Arrival(
                new ObjectVersion(SPACE.landing(), "scripted/" + id + "/" + name, "v1", null),
                records,
                "01",
                Instant.EPOCH);
    }

    private RunState state(Arrival file) {
        return runs.find(file.runId()).orElseThrow().run().state();
    }

    private void assertExact(Arrival file) {
        assertThat(state(file)).isEqualTo(RunState.COMPLETED);
        assertThat(
                        jdbc.sql("SELECT record FROM millrace.scripted WHERE run_id = ? ORDER BY record")
                                .param(file.runId().value())
                                .query(Integer.class)
                                .list())
                .isEqualTo(
                        IntStream.rangeClosed(1, 35)
                                .filter(n -> n % 10 != 0 && n % 7 != 0 && n != 25)
                                .boxed()
                                .toList());
    }

    private static void failOnce() {
        AtomicBoolean once = new AtomicBoolean(true);
        ScriptedJob.onWrite =
                record -> {
                    if (record > 10 && once.getAndSet(false)) {
                        throw new IllegalStateException("The test says so");
                    }
                };
    }

    private static Deadline chunks(int chunks) {
        AtomicInteger left = new AtomicInteger(chunks);
        return new StopEarly(() -> left.getAndDecrement() > 0);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
