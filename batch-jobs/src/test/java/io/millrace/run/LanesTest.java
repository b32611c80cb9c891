package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.reject.Reject;
import io.millrace.reject.Rejects;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/// Chunks that are written at once and hold the same keys: what becomes of them is what would become of them one after
/// the other. A lane that waits for ever fails a test, and does not hang it.
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@SpringBootTest(
        classes = {Millrace.class, KeyedJob.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"millrace.run.chunk-size=10", "millrace.run.lanes=3", "millrace.run.retries=0"})
class LanesTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    @Autowired Gate gate;

    @Autowired Runs runs;

    @Autowired Rejects rejects;

    @Autowired JdbcClient jdbc;

    private final String key = "keyed/" + UUID.randomUUID();

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        registry.add("millrace.routes[0].name", () -> "keyed");
        registry.add("millrace.routes[0].bucket", SPACE::landing);
        registry.add("millrace.routes[0].key", () -> "keyed/**");
        registry.add("millrace.routes[0].job", () -> KeyedJob.NAME);
        registry.add("millrace.routes[0].error-budget.count", () -> "100000");
    }

    @BeforeEach
    void behave() {
        KeyedJob.behave();
    }

    @Test
    void ofTwoRecordsForOneKeyTheEarlierIsStored() {
        assertThat(deliver(1_000)).isInstanceOf(Outcome.Completed.class);

        assertExact(1_000);
    }

    @Test
    void chunksThatKeepEachOtherFromGoingOnComeThroughAllTheSame() {
        assertThat(deliver(15_000)).isInstanceOf(Outcome.Completed.class);

        assertExact(15_000);
    }

    @Test
    void aChunkThatIsInTheWayOfAnEarlierOneMakesRoom() {
        var laterIsWritten = new CountDownLatch(1);
        var timesWritten = new AtomicInteger();
        KeyedJob.beforeWrite =
                record -> {
                    if (record == 1) {
                        await(laterIsWritten);
                    }
                };
        KeyedJob.afterWrite =
                record -> {
                    if (record == 11) {
                        timesWritten.incrementAndGet();
                        laterIsWritten.countDown();
                    }
                };

        assertThat(deliver(40)).isInstanceOf(Outcome.Completed.class);

        assertThat(timesWritten).hasValue(2);
        assertExact(40);
    }

    @Test
    void whatTheWriterRejectsOfAChunkThatIsWrittenAgainIsKeptOnce() {
        var laterIsWritten = new CountDownLatch(1);
        KeyedJob.refused = record -> record == 13;
        KeyedJob.beforeWrite =
                record -> {
                    if (record == 1) {
                        await(laterIsWritten);
                    }
                };
        KeyedJob.afterWrite =
                record -> {
                    if (record == 11) {
                        laterIsWritten.countDown();
                    }
                };

        assertThat(deliver(40)).isInstanceOf(Outcome.Completed.class);

        assertThat(rejects.list(arrival(1).runId(), null, 100))
                .filteredOn(reject -> reject.place().record() == 13)
                .singleElement()
                .returns("Refused", Reject::reason);
        assertThat(run().totals().balanced()).isTrue();
    }

    @Test
    void aChunkThatMeetsWhatItWouldNotMeetInItsTurnIsWrittenAgain() {
        var firstMayGoOn = new CountDownLatch(1);
        KeyedJob.beforeWrite =
                record -> {
                    if (record == 1) {
                        await(firstMayGoOn);
                    } else if (record == 11 && firstMayGoOn.getCount() > 0) {
                        firstMayGoOn.countDown();
                        throw new QueryTimeoutException("The row of an earlier chunk is not there yet");
                    }
                };

        assertThat(deliver(40)).isInstanceOf(Outcome.Completed.class);

        assertExact(40);
    }

    @Test
    void aChunkThatWasTakenBackIsLeftToTheNextHopIfTimeIsUp() {
        var laterIsWritten = new CountDownLatch(1);
        KeyedJob.beforeWrite =
                record -> {
                    if (record == 1) {
                        await(laterIsWritten);
                    }
                };
        KeyedJob.afterWrite =
                record -> {
                    if (record == 11) {
                        laterIsWritten.countDown();
                    }
                };

        Outcome outcome = gate.arrive(arrival(100), new StopEarly(() -> laterIsWritten.getCount() > 0));

        assertThat(outcome).isInstanceOf(Outcome.Continues.class);
        assertThat(run().totals().read()).isLessThan(100);
        assertThat(gate.resume(arrival(1).runId(), Deadline.none())).isInstanceOf(Outcome.Completed.class);
        assertExact(100);
    }

    @Test
    void aChunkWhoseConnectionDropsAheadOfItsTurnIsWrittenAgainInItsTurn() {
        var laterIsGone = new CountDownLatch(1);
        KeyedJob.beforeWrite =
                record -> {
                    if (record == 1) {
                        await(laterIsGone);
                    }
                };
        KeyedJob.afterWrite =
                record -> {
                    if (record == 21 && laterIsGone.getCount() > 0) {
                        laterIsGone.countDown();
                        jdbc.sql("SELECT pg_terminate_backend(pg_backend_pid())").query(Boolean.class).optional();
                    }
                };

        assertThat(deliver(100)).isInstanceOf(Outcome.Completed.class);

        assertExact(100);
    }

    @Test
    void aChunkThatFailsTakesTheLaterOnesWithItAndNoEarlierOne() {
        var laterIsWritten = new CountDownLatch(1);
        KeyedJob.beforeWrite =
                record -> {
                    if (record == 21) {
                        await(laterIsWritten);
                        throw new IllegalStateException("The third chunk fails");
                    }
                };
        KeyedJob.afterWrite =
                record -> {
                    if (record == 31) {
                        laterIsWritten.countDown();
                    }
                };

        assertThat(deliver(100)).isInstanceOf(Outcome.Failed.class);

        assertThat(run().totals().read()).isEqualTo(20);
        assertThat(run().run().reason()).extracting(Reason::text).asString().contains("The third chunk fails");
        assertThat(records()).allMatch(record -> record <= 20);
        KeyedJob.behave();
        assertThat(deliver(100)).isInstanceOf(Outcome.Completed.class);
        assertExact(100);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Outcome deliver(long records) {
        return gate.arrive(arrival(records), Deadline.none());
    }

    private Arrival arrival(long records) {
        return new Arrival(new ObjectVersion(SPACE.landing(), key, "v1", null), records, null, Instant.EPOCH);
    }

    private RunSummary run() {
        return runs.find(arrival(1).runId()).orElseThrow();
    }

    private List<Long> records() {
        return jdbc.sql("SELECT record FROM millrace.keyed WHERE run_id = ? ORDER BY record")
                .param(arrival(1).runId().value())
                .query((row, n) -> row.getLong(1))
                .list();
    }

    private void assertExact(long records) {
        assertThat(records())
                .isEqualTo(LongStream.rangeClosed(1, records).filter(n -> stored(n, records)).boxed().toList());
        assertThat(rejects.list(arrival(1).runId(), null, 100_000))
                .extracting(reject -> reject.place().record())
                .isEqualTo(LongStream.rangeClosed(1, records).filter(n -> !stored(n, records)).boxed().toList());
        assertThat(run().totals().balanced()).isTrue();
        assertThat(run().totals().read()).isEqualTo(records);
    }

    private static boolean stored(long record, long records) {
        var key = KeyedJob.key(record, records);
        var keyIsFree = key == record || key % 10 == 0;
        return record % 10 != 0 && keyIsFree;
    }
}
