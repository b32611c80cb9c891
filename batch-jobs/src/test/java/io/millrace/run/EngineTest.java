package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.io.FileFault;
import io.millrace.io.UnreadableObjectException;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.reject.Rejects;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// What the engine promises, on a job that breaks wherever a test wants it to.
@SpringBootTest(
        classes = {Millrace.class, ScriptedJob.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "millrace.run.chunk-size=10",
            "millrace.run.lease=5s",
            "millrace.run.reserve=0s",
            "millrace.run.retry-delay=1ms",
            "millrace.run.max-hops=20",
            "spring.datasource.hikari.maximum-pool-size=40"
        })
class EngineTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    @Autowired Gate gate;

    @Autowired RunControl control;

    @Autowired Runs runs;

    @Autowired Rejects rejects;

    @Autowired Sweeper sweeper;

    @Autowired JdbcClient jdbc;

    @Autowired PlatformTransactionManager transactions;

    private String key = "scripted/" + UUID.randomUUID();

    /// How many chunks other lanes may be at while one lane is at a chunk.
    int otherLanes() {
        return 0;
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        registry.add("millrace.routes[0].name", () -> "scripted");
        registry.add("millrace.routes[0].bucket", SPACE::landing);
        registry.add("millrace.routes[0].key", () -> "scripted/**");
        registry.add("millrace.routes[0].job", () -> ScriptedJob.NAME);
        registry.add("millrace.routes[1].name", () -> "few-rejects");
        registry.add("millrace.routes[1].bucket", SPACE::landing);
        registry.add("millrace.routes[1].key", () -> "few-rejects/**");
        registry.add("millrace.routes[1].job", () -> ScriptedJob.NAME);
        registry.add("millrace.routes[1].error-budget.count", () -> "3");
        registry.add("millrace.routes[2].name", () -> "small-share");
        registry.add("millrace.routes[2].bucket", SPACE::landing);
        registry.add("millrace.routes[2].key", () -> "small-share/**");
        registry.add("millrace.routes[2].job", () -> ScriptedJob.NAME);
        registry.add("millrace.routes[2].error-budget.share", () -> "0.05");
    }

    @BeforeEach
    void behave() {
        ScriptedJob.behave();
        // What another test has left to be sent would be sent before its own.
        jdbc.sql("UPDATE millrace.reject SET due_at = NULL WHERE due_at IS NOT NULL").update();
        jdbc.sql("UPDATE millrace.notification SET due_at = NULL WHERE due_at IS NOT NULL").update();
    }

    @Test
    void aRunAccountsForEveryRecord() {
        Outcome outcome = deliver(95);

        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertExact(95);
        assertThat(runs.hops(id(), 10)).singleElement().returns("COMPLETED", Hop::outcome);
    }

    @Test
    void aFileWithoutRecordsCompletes() {
        assertThat(deliver(0)).isInstanceOf(Outcome.Completed.class);
        assertExact(0);
    }

    @Test
    void whatTheCompletedRunHasToSayIsKeptAndSent() {
        deliver(95);

        assertThat(
                        jdbc.sql("SELECT body FROM millrace.notification WHERE run_id = ? AND sent_at IS NOT NULL")
                                .param(id().value())
                                .query(String.class)
                                .list())
                .containsExactly(otherLanes() == 0 ? "{load=86}" : "{}");
    }

    @Test
    void rejectsArePublished() {
        deliver(95);

        assertThat(unpublished()).isZero();
    }

    @Test
    void rejectsThatAWorkerDidNotPublishAreSweptUp() {
        deliver(95);
        jdbc.sql("UPDATE millrace.reject SET due_at = clock_timestamp()" + " WHERE run_id = ?")
                .param(id().value())
                .update();

        sweeper.sweep(Deadline.none());

        assertThat(unpublished()).isZero();
    }

    @Test
    void aWorkerSendsAsManyRejectsAndNotificationsAsItsRunHasLeft() {
        deliver(95);
        jdbc.sql("UPDATE millrace.reject SET due_at = created_at WHERE run_id = ?").param(id().value()).update();
        jdbc.sql("UPDATE millrace.notification SET due_at = created_at WHERE run_id = ?").param(id().value()).update();
        jdbc.sql(
                        """
                        INSERT INTO millrace.notification (kind, subject, body)
                        SELECT 'other', 'Other', 'Another run''s' FROM generate_series(1, 5)\
                        """)
                .update();
        long rejectsOfOthers = due("reject");
        long notificationsOfOthers = due("notification");

        key = "scripted/" + UUID.randomUUID();
        deliver(20);

        assertThat(rejects.count(id())).isEqualTo(2);
        assertThat(due("reject")).isEqualTo(rejectsOfOthers).isGreaterThan(2);
        assertThat(due("notification")).isEqualTo(notificationsOfOthers).isGreaterThan(1);
    }

    private long due(String table) {
        return jdbc.sql("SELECT count(*) FROM millrace.%s WHERE due_at IS NOT NULL".formatted(table))
                .query(Long.class)
                .single();
    }

    @Test
    void aDuplicateOfAFinishedRunChangesNothing() {
        deliver(95);

        assertThat(deliver(95)).isInstanceOf(Outcome.Settled.class);
        assertExact(95);
    }

    @Test
    void simultaneousDeliveriesAreOneRun() throws Exception {
        List<Outcome> outcomes = race(32, () -> deliver(500));

        assertThat(outcomes).allMatch(Outcome::acknowledged).filteredOn(Outcome.Completed.class::isInstance).hasSize(1);
        assertExact(500);
        assertThat(runs.hops(id(), 10)).hasSize(1);
    }

    @Test
    void simultaneousRestartsAreOneAttempt() throws Exception {
        breakAt(42);
        deliver(95);
        ScriptedJob.behave();

        List<Outcome> outcomes = race(8, () -> restart());

        assertThat(outcomes).filteredOn(Outcome.Completed.class::isInstance).hasSize(1);
        assertThat(outcomes).allMatch(Outcome::acknowledged);
        assertExact(95);
        assertThat(run().attempt()).isEqualTo(2);
    }

    @Test
    void aFailedRunGoesOnAtItsCheckpointWithTheNextDelivery() {
        breakAt(42);
        assertThat(deliver(95)).isInstanceOf(Outcome.Failed.class);
        assertThat(totals().read()).isEqualTo(40);
        ScriptedJob.onRead = record -> assertThat(record).isGreaterThan(40);

        assertThat(deliver(95)).isInstanceOf(Outcome.Completed.class);

        assertExact(95);
        assertThat(runs.hops(id(), 10)).extracting(Hop::cause).containsExactly(Hop.Cause.ARRIVED, Hop.Cause.RETRIED);
    }

    @Test
    void aRunStopsBeforeItsDeadlineAndContinues() {
        Outcome outcome = deliver(arrival(95), chunks(3));
        assertThat(outcome).isInstanceOf(Outcome.Continues.class);
        assertThat(totals().read()).isEqualTo(30);

        outcome = gate.resume(id(), chunks(5));
        assertThat(outcome).isInstanceOf(Outcome.Continues.class);
        assertThat(gate.resume(id(), Deadline.none())).isInstanceOf(Outcome.Completed.class);

        assertExact(95);
        assertThat(run()).returns(1, Run::attempt).returns(3, Run::hop);
    }

    @Test
    void aRunWithoutTimeForAChunkFailsWithAReason() {
        Outcome outcome = deliver(arrival(95), chunks(0));
        for (int hop = 0; hop < 10 && outcome instanceof Outcome.Continues; hop++) {
            outcome = gate.resume(id(), chunks(0));
        }

        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(run().reason()).extracting(Reason::code).isEqualTo("NO_PROGRESS");
        assertThat(restart()).isInstanceOf(Outcome.Completed.class);
        assertExact(95);
    }

    @Test
    void aChunkThatWouldOutlastItsInvocationIsRolledBackAndLeftToTheNextHop() {
        deliver(arrival(95), chunks(3));
        ScriptedJob.onWrite = record -> jdbc.sql("SELECT pg_sleep(3600)").query(String.class).optional();

        assertThat(gate.resume(id(), Deadline.in(Duration.ofSeconds(2)))).isInstanceOf(Outcome.Continues.class);

        assertThat(totals().read()).isEqualTo(30);
        ScriptedJob.behave();
        assertThat(gate.resume(id(), Deadline.none())).isInstanceOf(Outcome.Completed.class);
        assertExact(95);
    }

    @Test
    void aRunOfTooManyHopsFailsWithAReason() {
        Outcome outcome = deliver(arrival(900), chunks(1));
        while (outcome instanceof Outcome.Continues) {
            outcome = gate.resume(id(), chunks(1));
        }

        assertThat(run().reason()).extracting(Reason::code).isEqualTo("TOO_MANY_HOPS");
    }

    @Test
    void aStopTakesEffectAtTheNextChunkBoundaryAndOnlyThenIsReported() {
        ScriptedJob.onWrite =
                record -> {
                    if (record > 20 && record <= 30) {
                        elsewhere(() -> control.stop(id()));
                        assertThat(run().state()).isEqualTo(RunState.STOPPING);
                    }
                };

        assertThat(deliver(95)).isInstanceOf(Outcome.Settled.class);

        assertThat(run().state()).isEqualTo(RunState.STOPPED);
        assertThat(totals().read()).isBetween(30L, 30L + 10L * otherLanes());
        assertThat(deliver(95)).isInstanceOf(Outcome.Settled.class);
        assertThat(restart()).isInstanceOf(Outcome.Completed.class);
        assertExact(95);
    }

    @Test
    void aFinishedRunRefusesWhatOperatorsAsk() {
        deliver(95);

        assertThat(control.stop(id())).isInstanceOf(RunControl.Answer.Illegal.class);
        assertThat(control.restart(id())).isInstanceOf(RunControl.Answer.Illegal.class);
        assertThat(control.abandon(id())).isInstanceOf(RunControl.Answer.Illegal.class);
    }

    @Test
    void anAbandonedRunStaysSo() {
        breakAt(42);
        deliver(95);

        assertThat(control.abandon(id())).isInstanceOf(RunControl.Answer.Accepted.class);

        assertThat(deliver(95)).isInstanceOf(Outcome.Settled.class);
        assertThat(run().state()).isEqualTo(RunState.ABANDONED);
    }

    @Test
    void aRunThatLosesItsLeaseCommitsNothingMore() {
        var once = new AtomicBoolean(true);
        ScriptedJob.onWrite =
                record -> {
                    if (record > 20 && once.getAndSet(false)) {
                        assertThat(elsewhere(this::takeOver)).isInstanceOf(Outcome.Completed.class);
                    }
                };

        assertThat(deliver(95)).isInstanceOf(Outcome.Busy.class);

        assertExact(95);
        assertThat(run()).returns(RunState.COMPLETED, Run::state).returns(2L, Run::fence);
    }

    @Test
    void nobodyWorksOnNewerContentBeforeTheWorkerOnTheOlderHasNoticed() {
        Arrival older = version("v1", "01");
        Arrival newer = version("v2", "02");
        var meanwhile = new AtomicReference<Outcome>();
        ScriptedJob.onWrite =
                record -> {
                    if (record > 20 && meanwhile.get() == null) {
                        meanwhile.set(elsewhere(() -> gate.arrive(newer, Deadline.none())));
                    }
                };

        assertThat(gate.arrive(older, Deadline.none())).isInstanceOf(Outcome.Busy.class);

        assertThat(meanwhile.get()).isInstanceOf(Outcome.Busy.class);
        assertThat(runs.find(older.runId()).orElseThrow().run().state()).isEqualTo(RunState.SUPERSEDED);
        assertThat(gate.resume(newer.runId(), Deadline.none())).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void aWorkerOnOlderContentThatNeverNoticesHoldsTheNewerUpForALeaseAtMost() {
        Arrival older = version("v1", "01");
        Arrival newer = version("v2", "02");
        var once = new AtomicBoolean(true);
        ScriptedJob.onWrite =
                record -> {
                    if (record > 20 && once.getAndSet(false)) {
                        elsewhere(() -> gate.arrive(newer, Deadline.none()));
                        assertThat(run(newer).dueAt()).isBetween(Instant.now(), Instant.now().plusSeconds(5));
                        elsewhere(
                                () ->
                                        jdbc.sql("UPDATE millrace.run SET held_until = clock_timestamp() WHERE id = ?")
                                                .param(newer.runId().value())
                                                .update());
                        assertThat(elsewhere(() -> gate.resume(newer.runId(), Deadline.none())))
                                .isInstanceOf(Outcome.Completed.class);
                    }
                };

        assertThat(gate.arrive(older, Deadline.none())).isInstanceOf(Outcome.Busy.class);

        assertThat(run(newer).state()).isEqualTo(RunState.COMPLETED);
    }

    private Arrival version(String version, String sequencer) {
        return new Arrival(new ObjectVersion(SPACE.landing(), key, version, null), 95, sequencer, Instant.EPOCH);
    }

    private Run run(Arrival arrival) {
        return runs.find(arrival.runId()).orElseThrow().run();
    }

    /// Another lane may still renew the lease, until it waits for the chunk in which this is called.
    private Outcome takeOver() {
        Outcome outcome;
        do {
            jdbc.sql("UPDATE millrace.run SET lease_until = clock_timestamp() WHERE id = ?")
                    .param(id().value())
                    .update();
            outcome = deliver(95);
        } while (outcome instanceof Outcome.Busy);
        return outcome;
    }

    /// In another thread, because the one that calls is in the middle of its chunk's transaction.
    private static <T> T elsewhere(Supplier<T> action) {
        try (var thread = Executors.newSingleThreadExecutor()) {
            return get(thread.submit(action::get));
        }
    }

    @Test
    void aWorkerThatDiedBetweenBatchsEndAndTheRunsIsMadeUpFor() {
        deliver(95);
        jdbc.sql(
                        "UPDATE millrace.run SET state = 'STARTED', ended_at = NULL, lease_until = now() - interval '1"
                                + " s' WHERE id = ?")
                .param(id().value())
                .update();
        ScriptedJob.onRead =
                record -> {
                    throw new IllegalStateException("Nothing is to be read again");
                };

        assertThat(deliver(95)).isInstanceOf(Outcome.Completed.class);
        assertExact(95);
    }

    @Test
    void aConnectionThatDropsInTheMiddleOfAChunkIsMadeUpForInTheSameDelivery() {
        var once = new AtomicBoolean(true);
        ScriptedJob.onWrite =
                record -> {
                    if (record > 30 && once.getAndSet(false)) {
                        jdbc.sql("SELECT pg_terminate_backend(pg_backend_pid())").query(Boolean.class).optional();
                    }
                };

        assertThat(deliver(95)).isInstanceOf(Outcome.Completed.class);

        assertExact(95);
        // Ahead of its turn the chunk is simply written again.
        assertThat(runs.hops(id(), 10)).extracting(Hop::outcome).endsWith("COMPLETED").hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aWriterThatThrowsForOneRecordFailsTheRunInsteadOfLosingRecords() {
        ScriptedJob.onWrite =
                record -> {
                    throw new IllegalStateException("A writer must not");
                };

        assertThat(deliver(95)).isInstanceOf(Outcome.Failed.class);
        assertThat(totals()).isEqualTo(Totals.NONE);
        ScriptedJob.behave();
        assertThat(deliver(95)).isInstanceOf(Outcome.Completed.class);
        assertExact(95);
    }

    /// As when somebody joins the chunk's transaction, fails, and the writer hides the failure.
    @ParameterizedTest
    @CsvSource({"5, 5, 0", "95, 9, 0", "95, 39, 30", "95, 95, 90"})
    void aChunkThatIsRolledBackWithoutAnExceptionFailsTheRun(long records, long lastOfChunk, long before) {
        ScriptedJob.onWrite =
                record -> {
                    if (record > before && record <= lastOfChunk) {
                        transactions.rollback(transactions.getTransaction(null));
                    }
                };

        assertThat(deliver(records)).isInstanceOf(Outcome.Failed.class);

        assertThat(run().reason()).extracting(Reason::text).asString().contains("rolled back without an exception");
        assertThat(totals().read()).isEqualTo(before);
        ScriptedJob.behave();
        assertThat(deliver(records)).isInstanceOf(Outcome.Completed.class);
        assertExact(records);
    }

    @Test
    void anInputThatBreaksOffIsWrittenUpToThere() {
        ScriptedJob.onRead =
                record -> {
                    if (record == 47) {
                        throw new UnreadableObjectException(
                                arrival(95).object(), FileFault.TRUNCATED, "The script ends here", null);
                    }
                };

        assertThat(deliver(95)).isInstanceOf(Outcome.Failed.class);

        assertThat(totals().read()).isEqualTo(46);
        assertThat(run().reason()).extracting(Reason::code).isEqualTo("TRUNCATED");
        ScriptedJob.onRead = record -> assertThat(record).isGreaterThan(46);
        assertThat(restart()).isInstanceOf(Outcome.Completed.class);
        assertExact(95);
    }

    @Test
    void aRunWithMoreRejectsThanItsRouteAllowsStopsThereAndKeepsThem() {
        key = "few-rejects/" + UUID.randomUUID();

        assertThat(deliver(95)).isInstanceOf(Outcome.Failed.class);

        assertThat(run().reason()).extracting(Reason::code).isEqualTo("ERROR_BUDGET_EXCEEDED");
        assertThat(totals().read()).isEqualTo(30);
        assertThat(rejects.list(id(), null, 100)).hasSize(4);
        assertThat(deliver(95)).isInstanceOf(Outcome.Failed.class);
        assertThat(totals().read()).isEqualTo(30);
    }

    @Test
    void theShareOfRejectsIsJudgedAtTheEndOfAShortFile() {
        key = "small-share/" + UUID.randomUUID();

        assertThat(deliver(95)).isInstanceOf(Outcome.Failed.class);

        assertThat(run().reason()).extracting(Reason::code).isEqualTo("ERROR_BUDGET_EXCEEDED");
        assertThat(totals().read()).isEqualTo(95);
    }

    @Test
    void aRunThatCannotShowItsRejectsFails() {
        ScriptedJob.onWrite =
                record ->
                        jdbc.sql(
                                        "INSERT INTO millrace.reject (run_id, step, record, byte_offset, code, reason,"
                                            + " raw, raw_length) SELECT id, 'load', n, 0, 'X', 'x', '', 0 FROM"
                                            + " millrace.run, generate_series(1000, 1500) n WHERE id = ? ON CONFLICT DO"
                                            + " NOTHING")
                                .param(id().value())
                                .update();

        assertThat(deliver(95)).isInstanceOf(Outcome.Failed.class);
        assertThat(run().reason()).extracting(Reason::code).isEqualTo("IMBALANCE");
    }

    @Test
    void aChunkThatWasSlowOnceKeepsNoLaterHopFromItsFirstChunk() {
        deliver(arrival(95), chunks(3));
        jdbc.sql("UPDATE millrace.checkpoint SET slowest_ms = 3600000 WHERE run_id = ?").param(id().value()).update();

        Outcome outcome = gate.resume(id(), Deadline.in(Duration.ofMinutes(5)));
        for (int hop = 1; hop < 10 && outcome instanceof Outcome.Continues; hop++) {
            outcome = gate.resume(id(), Deadline.in(Duration.ofMinutes(5)));
        }

        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertExact(95);
    }

    private Outcome deliver(long records) {
        return deliver(arrival(records), Deadline.none());
    }

    private Outcome deliver(Arrival arrival, Deadline deadline) {
        return gate.arrive(arrival, deadline);
    }

    private Arrival arrival(long records) {
        return new Arrival(new ObjectVersion(SPACE.landing(), key, "v1", null), records, null, Instant.EPOCH);
    }

    private RunId id() {
        return arrival(1).runId();
    }

    private Run run() {
        return runs.find(id()).orElseThrow().run();
    }

    private Totals totals() {
        return runs.find(id()).orElseThrow().totals();
    }

    private Outcome restart() {
        control.restart(id());
        return gate.resume(id(), Deadline.none());
    }

    /// A deadline that passes after so many chunks, in an invocation that goes on.
    private static Deadline chunks(int chunks) {
        var left = new AtomicInteger(chunks);
        return new StopEarly(() -> left.getAndDecrement() > 0);
    }

    private static void breakAt(long broken) {
        ScriptedJob.onRead =
                record -> {
                    if (record == broken) {
                        throw new IllegalStateException("The script breaks here");
                    }
                };
    }

    private void assertExact(long records) {
        List<Long> written =
                LongStream.rangeClosed(1, records)
                        .filter(n -> n % 10 != 0 && n % 7 != 0 && n % 25 != 0)
                        .boxed()
                        .toList();
        long filtered = LongStream.rangeClosed(1, records).filter(n -> n % 10 != 0 && n % 7 == 0).count();
        List<Long> rejected =
                LongStream.rangeClosed(1, records)
                        .filter(n -> n % 10 == 0 || (n % 25 == 0 && n % 7 != 0))
                        .boxed()
                        .toList();
        assertThat(
                        jdbc.sql("SELECT record FROM millrace.scripted WHERE run_id = ? ORDER BY record")
                                .param(id().value())
                                .query(Long.class)
                                .list())
                .isEqualTo(written);
        assertThat(rejects.list(id(), null, 10_000)).extracting(reject -> reject.place().record()).isEqualTo(rejected);
        assertThat(totals()).isEqualTo(new Totals(records, written.size(), filtered, rejected.size()));
        assertThat(run().state()).isEqualTo(RunState.COMPLETED);
    }

    private long unpublished() {
        return jdbc.sql("SELECT count(*) FROM millrace.reject WHERE run_id = ? AND due_at IS NOT NULL")
                .param(id().value())
                .query(Long.class)
                .single();
    }

    private static <T> List<T> race(int racers, Supplier<T> action) throws Exception {
        var start = new CyclicBarrier(racers);
        try (var threads = Executors.newFixedThreadPool(racers)) {
            var results =
                    IntStream.range(0, racers)
                            .mapToObj(
                                    i ->
                                            threads.submit(
                                                    () -> {
                                                        start.await();
                                                        return action.get();
                                                    }))
                            .toList();
            return results.stream().map(EngineTest::get).toList();
        }
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
