package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/// A job of which the engine knows nothing but its steps' executions: a chunk step made with Spring Batch's own
/// builder.
@SpringBootTest(
        classes = {Millrace.class, PlainStepTest.PlainSteps.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "millrace.run.lease=1s",
            "millrace.run.reserve=0s",
            "millrace.run.retries=0",
            "millrace.run.max-stalled=2"
        })
class PlainStepTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();
    private static final int CHUNK = 10;
    private static final int RECORDS = 45;

    /// Called with a chunk's last record before it is written, in its transaction.
    private static volatile LongConsumer onWrite = record -> {};

    @Autowired Gate gate;

    @Autowired RunControl control;

    @Autowired Runs runs;

    @Autowired JdbcClient jdbc;

    private final Arrival file =
            new Arrival(
                    new ObjectVersion(SPACE.landing(), "plain/" + UUID.randomUUID(), "v1", null),
                    RECORDS,
                    null,
                    Instant.EPOCH);

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        registry.add("millrace.routes[0].name", () -> "plain");
        registry.add("millrace.routes[0].bucket", SPACE::landing);
        registry.add("millrace.routes[0].key", () -> "plain/**");
        registry.add("millrace.routes[0].job", () -> "plain");
    }

    static class PlainSteps {

        @Bean
        Job plain(JobRepository repository, PlatformTransactionManager transactions, JdbcClient jdbc, Numbers reader) {
            jdbc.sql("CREATE TABLE IF NOT EXISTS millrace.plain (run_id text, record bigint)").update();
            return new JobBuilder("plain", repository)
                    .start(
                            new StepBuilder("load", repository)
                                    .<Long, Long>chunk(CHUNK)
                                    .transactionManager(transactions)
                                    .reader(reader)
                                    .writer(
                                            chunk -> {
                                                onWrite.accept(chunk.getItems().getLast());
                                                for (long record : chunk) {
                                                    jdbc.sql("INSERT INTO millrace.plain VALUES (?, ?)")
                                                            .params(reader.run(), record)
                                                            .update();
                                                }
                                            })
                                    .build())
                    .build();
        }

        @Bean
        @StepScope
        Numbers numbers(@Value("#{jobParameters['run']}") String run) {
            return new Numbers(run);
        }
    }

    /// Reads numbers from one on.
    static class Numbers implements ItemStreamReader<Long> {

        private final String run;
        private long read;

        Numbers(String run) {
            this.run = run;
        }

        String run() {
            return run;
        }

        @Override
        public void open(ExecutionContext context) {
            read = context.getLong("read", 0);
        }

        @Override
        public @Nullable Long read() {
            return read == RECORDS ? null : ++read;
        }

        @Override
        public void update(ExecutionContext context) {
            context.putLong("read", read);
        }
    }

    @BeforeEach
    void behave() {
        onWrite = record -> {};
    }

    @Test
    void aStepThatCommitsChunksKeepsItsLease() {
        var before = new AtomicReference<Instant>();
        onWrite =
                record -> {
                    if (before.get() != null) {
                        awaitRenewal(before.get());
                    }
                    before.set(leaseUntil());
                };

        assertThat(gate.arrive(file, Deadline.none())).isInstanceOf(Outcome.Completed.class);

        assertExact();
        assertThat(runs.hops(file.runId(), 10)).hasSize(1);
    }

    /// Waits until the lease was extended since the chunk before was written, or has run out.
    private void awaitRenewal(Instant before) {
        await().until(() -> leaseUntil().isAfter(before) || isOver());
        assertThat(leaseUntil()).as("extended").isAfter(before);
    }

    private Instant leaseUntil() {
        return Objects.requireNonNull(runs.find(file.runId()).orElseThrow().run().leaseUntil());
    }

    private boolean isOver() {
        return jdbc.sql("SELECT lease_until < clock_timestamp() FROM millrace.run WHERE id = ?")
                .param(file.runId().value())
                .query(Boolean.class)
                .single();
    }

    @Test
    void aStepStopsBeforeTheDeadlineAndGoesOnWhereItWas() {
        var written = new AtomicInteger();
        onWrite = record -> written.set((int) record);

        assertThat(gate.arrive(file, new StopEarly(() -> written.get() < 20))).isInstanceOf(Outcome.Continues.class);
        assertThat(stored()).hasSize(20);

        assertThat(gate.resume(file.runId(), Deadline.none())).isInstanceOf(Outcome.Completed.class);
        assertExact();
    }

    @Test
    void aStepStopsWhenAnOperatorAsksAndGoesOnWhenItIsRestarted() {
        onWrite =
                record -> {
                    if (record == 20) {
                        control.stop(file.runId());
                    }
                };

        gate.arrive(file, Deadline.none());
        assertThat(state()).isEqualTo(RunState.STOPPED);
        assertThat(stored()).hasSize(20);

        control.restart(file.runId());
        assertThat(gate.resume(file.runId(), Deadline.none())).isInstanceOf(Outcome.Completed.class);
        assertExact();
    }

    @Test
    void aRunThatContinuesAfterEachChunkMakesProgress() {
        var written = new AtomicInteger();
        onWrite = record -> written.incrementAndGet();

        Outcome outcome = gate.arrive(file, new StopEarly(() -> written.getAndSet(0) == 0));
        while (outcome instanceof Outcome.Continues) {
            outcome = gate.resume(file.runId(), new StopEarly(() -> written.getAndSet(0) == 0));
        }

        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertExact();
        assertThat(runs.hops(file.runId(), 10)).hasSizeGreaterThan(3);
    }

    private RunState state() {
        return runs.find(file.runId()).orElseThrow().run().state();
    }

    private void assertExact() {
        assertThat(stored()).isEqualTo(LongStream.rangeClosed(1, RECORDS).boxed().toList());
        assertThat(state()).isEqualTo(RunState.COMPLETED);
    }

    private List<Long> stored() {
        return jdbc.sql("SELECT record FROM millrace.plain WHERE run_id = ? ORDER BY record")
                .param(file.runId().value())
                .query((row, n) -> row.getLong("record"))
                .list();
    }
}
