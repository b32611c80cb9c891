package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.ErrorBudget;
import io.millrace.arrival.ObjectVersion;
import io.millrace.io.Position;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.reject.Rejects;
import io.millrace.run.ChunkSource.Chunk;
import io.millrace.run.Lease.Moment;
import io.millrace.run.RunStore.Ending;
import io.millrace.run.RunStore.NewRun;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A run is its holder's by fence and name. The fence alone does not tell two owners apart: where a database fails over
/// to one that is behind, two of them may have been given the same.
@SpringBootTest(classes = Millrace.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
class OwnershipTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Ending DONE = new Ending(RunState.COMPLETED, "COMPLETED", null, false);
    private static final Checkpoint CHECKPOINT =
            new Checkpoint(Position.START, Totals.NONE, 0, 0, true, null, Duration.ZERO);

    @Autowired RunStore store;

    @Autowired Rejects rejects;

    @Autowired RunSettings settings;

    @Autowired RunMeters meters;

    @Autowired ChunkTransaction transaction;

    private LeasedRun held;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
    }

    @BeforeEach
    void takeRun() {
        Arrival arrival =
                new Arrival(
                        new ObjectVersion(SPACE.landing(), "a/" + UUID.randomUUID(), "v1", null),
                        1,
                        null,
                        Instant.parse("2026-03-01T12:00:00Z"));
        NewRun run = new NewRun(arrival.runId(), "job", "route", Map.of(), arrival, null, null);
        held = store.createLeased(run, "one", LEASE).orElseThrow();
    }

    /// The same run, as somebody has it who was given another fence, or whose name is another.
    private LeasedRun heldBy(String owner, long fence) {
        Run run = held.run();
        Run fenced =
                new Run(
                        run.id(),
                        run.job(),
                        run.route(),
                        run.parameters(),
                        run.object(),
                        run.size(),
                        run.set(),
                        run.parent(),
                        run.state(),
                        run.reason(),
                        run.attempt(),
                        run.hop(),
                        fence,
                        run.leaseUntil(),
                        run.dueAt(),
                        run.failures(),
                        run.rejected(),
                        run.announcements(),
                        run.announcedAt(),
                        run.createdAt(),
                        run.updatedAt(),
                        run.endedAt());
        return new LeasedRun(
                fenced, owner, held.execution(), held.instance(), held.cause(), held.stalled(), held.failedFor());
    }

    @ParameterizedTest
    @CsvSource({"another, 0", "one, -1", "one, 1"})
    void whoeverIsNotTheHolderByBothIsRefused(String owner, long fence) {
        LeasedRun other = heldBy(owner, held.fence() + fence);

        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> store.save(other, "load", other.execution(), CHECKPOINT, LEASE));
        assertThat(store.renew(other, LEASE)).isFalse();
        assertThat(store.release(other, DONE, List.of())).isEmpty();

        assertThat(store.checkpoint(held.id(), "load")).isEqualTo(Checkpoint.START);
        assertThat(store.find(held.id()).orElseThrow()).returns(RunState.STARTED, Run::state);
    }

    @Test
    void theHolderIsNot() {
        assertThat(store.renew(held, LEASE)).isTrue();
        assertThat(store.save(held, "load", held.execution(), CHECKPOINT, LEASE)).isFalse();
        assertThat(store.checkpoint(held.id(), "load")).isEqualTo(CHECKPOINT);
        assertThat(store.release(held, DONE, List.of())).isPresent();
    }

    /// Of a transaction that is rolled back the store knows nothing, neither the checkpoint nor that the lease is
    /// longer.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCheckpointExtendsTheLeaseWhenItIsCommitted(boolean committed) throws Exception {
        Moment taken = Moment.now();
        Moment[] now = {taken};
        Lease lease = new Lease(store, held, LEASE, Deadline.none(), taken, () -> now[0]);
        RunContext context =
                new RunContext(
                        held,
                        lease,
                        Deadline.none(),
                        new ErrorBudgetCheck("route", ErrorBudget.DEFAULT),
                        Duration.ZERO);
        StepProgress progress =
                new StepProgress(
                        new StepExecution(context.leased().execution() * 1_000 + 1, "load", context.execution()),
                        context,
                        null,
                        new RecordSteps.Engine(store, rejects, settings, meters, transaction));
        Chunk<Long> chunk = new Chunk<>(0, List.of(), List.of(), Position.START, 0, 0, true);

        transaction.execute(
                context,
                () -> {
                    progress.save(chunk, 0, 0, List.of(), Duration.ZERO);
                    return committed;
                });
        now[0] = new Moment(taken.nanos() + LEASE.toNanos(), taken.millis());

        assertThat(lease.held()).isEqualTo(committed);
    }

    @Test
    void whoeverHasGivenTheRunBackHoldsItNoMore() {
        store.release(held, new Ending(RunState.STARTED, "CONTINUES", null, false), List.of());

        assertThat(store.renew(held, LEASE)).isFalse();
        assertThat(store.release(held, DONE, List.of())).isEmpty();
        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> store.save(held, "load", held.execution(), CHECKPOINT, LEASE));
    }
}
