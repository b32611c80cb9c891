package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.io.Item;
import io.millrace.io.RecordWriter;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.reject.RejectCode;
import io.millrace.reject.Rejects;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/// What tests of the [CustomJob] share, also the application. Each test has a key and a table of its own.
@SpringBootTest(
        classes = {Millrace.class, CustomJob.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "millrace.run.chunk-size=10",
            "millrace.run.chunk-bytes=1KB",
            "millrace.run.lanes=2",
            "millrace.run.read-ahead=40",
            "millrace.run.lease=60s",
            "millrace.run.reserve=0s",
            "millrace.run.retries=0",
            "spring.datasource.hikari.maximum-pool-size=20"
        })
abstract class CustomJobTest {

    static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    @Autowired Gate gate;

    @Autowired Dispatcher dispatcher;

    @Autowired Runs runs;

    @Autowired Rejects rejects;

    @Autowired JdbcClient jdbc;

    @Autowired JdbcTemplate template;

    final String key = "custom/" + UUID.randomUUID();

    /// Has the columns `run_id` and `record` and no key, so that a record written twice is there twice.
    final String table = "millrace.numbers_" + UUID.randomUUID().toString().replace("-", "");

    /// Called with a record before it is written, in its chunk's transaction.
    volatile LongConsumer beforeWrite = record -> {};

    /// Called with a chunk's last record after it was written, in its transaction.
    volatile LongConsumer afterWrite = record -> {};

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        registry.add("millrace.routes[0].name", () -> "custom");
        registry.add("millrace.routes[0].bucket", SPACE::landing);
        registry.add("millrace.routes[0].key", () -> "custom/**");
        registry.add("millrace.routes[0].job", () -> CustomJob.NAME);
        registry.add("millrace.routes[0].error-budget.share", () -> "1");
    }

    @BeforeEach
    void createTable() {
        ScriptedJob.behave();
        BreakableQueues.beforeBatch = UnaryOperator.identity();
        jdbc.sql("CREATE TABLE %s (run_id text, record bigint)".formatted(table)).update();
    }

    /// What is left to be sent must not keep the next test.
    @AfterEach
    void dropTable() {
        jdbc.sql("UPDATE millrace.reject SET due_at = NULL WHERE due_at IS NOT NULL").update();
        jdbc.sql("DROP TABLE %s CASCADE".formatted(table)).update();
    }

    /// Has the job read as many numbers as its object has bytes, of which every 10th is rejected by the reader, every
    /// 7th filtered, and every 25th rejected by the writer.
    ///
    /// @param lanes one or two
    void behaveInLanes(int lanes) {
        CustomJob.parts =
                run -> {
                    StepParts<Long, Long> parts =
                            StepParts.of(
                                    new ScriptedJob.Reader(run.size()),
                                    item -> item.value() % 7 == 0 ? null : item,
                                    writer(run));
                    return lanes == 1 ? parts : parts.inLanes();
                };
    }

    RecordWriter<Long> writer(Run run) {
        String insert = "INSERT INTO %s VALUES (?, ?)".formatted(table);
        return (items, context) -> {
            int taken = 0;
            for (Item<Long> item : items) {
                beforeWrite.accept(item.value());
                if (item.value() % 25 == 0) {
                    context.reject(item, RejectCode.REFUSED_BY_STORE, "The test says so");
                } else {
                    taken += jdbc.sql(insert).params(run.id().value(), item.value()).update();
                }
            }
            afterWrite.accept(items.getLast().value());
            return taken;
        };
    }

    private static boolean isFiltered(long record) {
        return record % 10 != 0 && record % 7 == 0;
    }

    private static boolean isRejected(long record) {
        return record % 10 == 0 || (record % 25 == 0 && record % 7 != 0);
    }

    Outcome deliver(long records) {
        return deliver(records, Deadline.none());
    }

    Outcome deliver(long records, Deadline deadline) {
        return gate.arrive(arrival(records), deadline);
    }

    Arrival arrival(long records) {
        return new Arrival(new ObjectVersion(SPACE.landing(), key, "v1", null), records, null, Instant.EPOCH);
    }

    RunId id() {
        return arrival(1).runId();
    }

    Run run() {
        return runs.find(id()).orElseThrow().run();
    }

    Totals totals() {
        return runs.find(id()).orElseThrow().totals();
    }

    List<Long> stored() {
        return jdbc.sql("SELECT record FROM %s WHERE run_id = ? ORDER BY record".formatted(table))
                .param(id().value())
                .query((row, n) -> row.getLong(1))
                .list();
    }

    /// In another thread, because the caller's is in the middle of its chunk's transaction.
    static void elsewhere(Runnable action) {
        CompletableFuture.runAsync(action, task -> Thread.ofVirtual().start(task)).join();
    }

    /// The run's data, its checkpoint and its rejects are those of the first so many records, and of no others.
    void assertDone(long records) {
        List<Long> expected = numbers(records).filter(n -> !isFiltered(n) && !isRejected(n)).boxed().toList();
        List<Long> rejected = numbers(records).filter(CustomJobTest::isRejected).boxed().toList();
        assertThat(stored()).isEqualTo(expected);
        assertThat(rejects.list(id(), null, 10_000)).extracting(reject -> reject.place().record()).isEqualTo(rejected);
        long filtered = numbers(records).filter(CustomJobTest::isFiltered).count();
        assertThat(totals()).isEqualTo(new Totals(records, expected.size(), filtered, rejected.size()));
    }

    void assertExact(long records) {
        assertDone(records);
        assertThat(run()).returns(RunState.COMPLETED, Run::state).returns(null, Run::leaseUntil);
    }

    private static LongStream numbers(long to) {
        return LongStream.rangeClosed(1, to);
    }
}
