package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.ObjectVersion;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// A session that has died without a goodbye has a row locked. It costs what asks for that row, and nobody else.
@SpringBootTest(
        classes = {Millrace.class, ScriptedJob.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"millrace.database.lock-timeout=500ms", "millrace.run.reserve=0s"})
@Timeout(240)
class LockedRowTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    @Autowired Gate gate;

    @Autowired Dispatcher dispatcher;

    @Autowired Deliveries deliveries;

    @Autowired Sweeper sweeper;

    @Autowired Runs runs;

    @Autowired JdbcClient jdbc;

    private final Arrival locked = arrival();
    private final Arrival other = arrival();

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        registry.add("millrace.routes[0].name", () -> "scripted");
        registry.add("millrace.routes[0].bucket", SPACE::landing);
        registry.add("millrace.routes[0].key", () -> "scripted/**");
        registry.add("millrace.routes[0].job", () -> ScriptedJob.NAME);
    }

    @Test
    void anArrivalWhoseKeyIsLockedFailsAndTheOthersOfItsInvocationDoNot() throws SQLException {
        gate.record(List.of(locked), Deadline.none());

        whileLocked(
                "SELECT FROM millrace.object_head WHERE object_key = ? FOR UPDATE",
                locked.object().key(),
                () -> {
                    var tasks = dispatcher.accept(List.of(message(locked), message(other)), Deadline.none());

                    assertThatExceptionOfType(DataAccessException.class)
                            .isThrownBy(() -> tasks.getFirst().perform(Deadline.none()));
                    assertThat(tasks.getLast().perform(Deadline.none())).isTrue();
                    assertThat(state(other)).isEqualTo(RunState.COMPLETED);
                });

        assertThat(dispatcher.handle(message(locked), Deadline.none())).isTrue();
    }

    @Test
    void nothingIsTriedAgainWhenTheInvocationIsOver() throws SQLException {
        gate.record(List.of(locked), Deadline.none());
        var asked = new AtomicInteger();
        // Over when it is asked for the first time after the lock was waited for.
        Deadline over = () -> asked.getAndIncrement() == 0 ? Duration.ofHours(1) : Duration.ofSeconds(-1);

        whileLocked(
                "SELECT FROM millrace.object_head WHERE object_key = ? FOR UPDATE",
                locked.object().key(),
                () ->
                        assertThat(dispatcher.accept(List.of(message(locked), message(other)), over))
                                .allSatisfy(
                                        task ->
                                                assertThatExceptionOfType(DataAccessException.class)
                                                        .isThrownBy(() -> task.perform(Deadline.none()))));

        assertThat(runs.find(other.runId())).isEmpty();
    }

    @Test
    void aSweepAndADuplicatePassByARunThatIsLocked() throws SQLException {
        gate.record(List.of(arrival(), locked, other), Deadline.none());
        jdbc.sql("UPDATE millrace.run SET due_at = clock_timestamp() WHERE id IN (?, ?)")
                .params(locked.runId().value(), other.runId().value())
                .update();

        whileLocked(
                "SELECT FROM millrace.run WHERE id = ? FOR UPDATE",
                locked.runId().value(),
                () -> {
                    sweeper.sweep(Deadline.none());

                    assertThat(state(other)).isEqualTo(RunState.COMPLETED);
                    assertThat(state(locked)).isEqualTo(RunState.STARTED);
                    assertThat(gate.resume(locked.runId(), Deadline.none())).isInstanceOf(Outcome.Busy.class);
                });

        sweeper.sweep(Deadline.none());
        assertThat(state(locked)).isEqualTo(RunState.COMPLETED);
    }

    private void whileLocked(String lock, String what, Runnable action) throws SQLException {
        try (var connection = SPACE.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            var dead = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            assertThat(dead.sql(lock).param(what).query((row, n) -> n).list()).hasSize(1);
            action.run();
        }
    }

    private RunState state(Arrival arrival) {
        return runs.find(arrival.runId()).orElseThrow().run().state();
    }

    private String message(Arrival arrival) {
        return deliveries.write(new Delivery.Arrivals(List.of(arrival)));
    }

    private static Arrival arrival() {
        return new Arrival(
                new ObjectVersion(SPACE.landing(), "scripted/" + UUID.randomUUID(), "v1", null),
                5,
                null,
                Instant.parse("2026-03-01T12:00:00Z"));
    }
}
