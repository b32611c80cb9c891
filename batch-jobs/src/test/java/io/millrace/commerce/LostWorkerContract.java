package io.millrace.commerce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.Millrace;
import io.millrace.arrival.RunId;
import io.millrace.crash.CrashProcess;
import io.millrace.crash.CrashWorker;
import io.millrace.crash.Hold;
import io.millrace.crash.Workers;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;
import io.millrace.run.FileDrop;
import io.millrace.run.Hop;
import io.millrace.run.RunState;
import io.millrace.run.StepReport;
import io.millrace.run.StopEarly;
import io.millrace.run.Sweeper;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A worker is lost at an exact point without a goodbye: its process is alive, and its connections are open. It costs
/// only itself: nobody else waits, another worker takes over its run, and when it comes back it commits nothing.
///
/// The lease is ended by hand when the other worker is to come, so the lost one believes that it holds it.
@SpringBootTest(
        classes = {Millrace.class, CommerceRuns.class, FileDrop.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LostWorkerContract {

    private static final CommerceFeedSettings FEED = new CommerceFeedSettings(6_000, 7, 0.1, 0.05, 0.01);

    /// Long enough for a slow machine; nothing waits so long.
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final String ABORTED = "idle in transaction (aborted)";

    static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "millrace.routes[0].name", "commerce",
                    "millrace.routes[0].bucket", SPACE.landing(),
                    "millrace.routes[0].key", "commerce/{set}/{member}.csv",
                    "millrace.routes[0].set.members", "orders,reviews,shipment_deliveries",
                    "millrace.routes[0].job", "commerce",
                    "millrace.routes[1].name", "energy",
                    "millrace.routes[1].bucket", SPACE.landing(),
                    "millrace.routes[1].key", "energy/**",
                    "millrace.routes[1].job", "energy",
                    "millrace.run.reserve", "0s");

    @Autowired CommerceRuns commerce;

    @Autowired FileDrop files;

    @Autowired Dispatcher dispatcher;

    @Autowired Sweeper sweeper;

    @Autowired JdbcClient jdbc;

    private @Nullable Workers workers;
    private @Nullable CrashProcess worker;
    private boolean back;
    private @Nullable RunId last;
    private static CommerceRuns.@Nullable Undisturbed undisturbed;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        SETTINGS.forEach((name, value) -> registry.add(name, () -> value));
    }

    /// Where a worker is lost.
    ///
    /// What it has open then, the database ends: a transaction that does nothing by its time-outs, at the latest; the
    /// others when somebody else has the run.
    enum Point {
        /// In a chunk's transaction.
        BEFORE_COPY(null, "idle in transaction"),

        /// Amid the rows of a chunk: the server waits for more of them. Or it does not, if the buffers of the operating
        /// system had taken all of them before the worker was stopped, or one that the server refuses.
        IN_COPY("BEFORE INSERT ON staging.orders FOR EACH ROW WHEN (NEW.order_id = '%s')", "active"),

        AFTER_COPY("AFTER INSERT ON staging.orders FOR EACH STATEMENT", "idle in transaction"),

        /// Between the checkpoint and the commit.
        BEFORE_COMMIT(
                "AFTER INSERT OR UPDATE ON millrace.checkpoint FOR EACH ROW WHEN (NEW.step = 'load-orders')",
                "idle in transaction"),

        /// The commit goes through, but the worker does not learn of it.
        IN_COMMIT(
                "AFTER INSERT OR UPDATE ON millrace.checkpoint DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN"
                        + " (NEW.step = 'replace')",
                "idle"),

        /// The run is done, and the worker is about to say so.
        IN_RELEASE(
                "AFTER UPDATE ON millrace.run FOR EACH ROW WHEN (OLD.state = 'STARTED' AND NEW.state = 'COMPLETED')",
                "idle in transaction"),

        /// Between two statements of a work step.
        IN_WORK("AFTER DELETE ON staging.orders FOR EACH STATEMENT", "idle in transaction"),

        /// Between the checkpoint of a work step and its commit: it has no more time than a chunk.
        BEFORE_COMMIT_OF_WORK(
                "AFTER INSERT OR UPDATE ON millrace.checkpoint FOR EACH ROW WHEN (NEW.step = 'analyse')",
                "idle in transaction"),

        /// In a statement of a work step that goes on for as long as the invocation could.
        IN_WORK_STATEMENT("AFTER DELETE ON staging.reviews FOR EACH STATEMENT", null);

        private final @Nullable String trigger;
        private final @Nullable String state;

        /// @param trigger that holds the worker there; null if a lock of the table does
        /// @param state of the session when its statement has ended; null if it does not end
        Point(@Nullable String trigger, @Nullable String state) {
            this.trigger = trigger;
            this.state = state;
        }
    }

    /// The settings of workers beside those of the application.
    Map<String, String> workerSettings() {
        return Map.of();
    }

    abstract void lose(CrashProcess worker) throws Exception;

    abstract void bringBack(CrashProcess worker) throws Exception;

    /// Called when a worker is lost and its statement has ended.
    ///
    /// @param session of the database in which it was
    void whenItIsLost(int session) {}

    @BeforeEach
    void start() throws IOException {
        if (undisturbed == null) {
            undisturbed = commerce.run(FEED);
            var someOrder =
                    jdbc.sql("SELECT order_id FROM staging.orders ORDER BY ctid LIMIT 1 OFFSET 500")
                            .query(String.class)
                            .single();
            for (var point : Point.values()) {
                if (point.trigger != null) {
                    Hold.prepare(SPACE.dataSource(), point.name(), point.trigger.formatted(someOrder));
                }
            }
        }
        if (workers == null) {
            Map<String, String> settings = new LinkedHashMap<>(SETTINGS);
            settings.put("millrace.database.statement-timeout", "120s");
            settings.put("millrace.database.lock-timeout", "120s");
            settings.put("millrace.database.idle-in-transaction-timeout", "2s");
            // The server sees a chunk in several parts.
            settings.put("spring.datasource.hikari.data-source-properties.sendBufferSize", "16384");
            settings.putAll(workerSettings());
            workers = new Workers(SPACE, settings);
        }
        if (worker == null) {
            worker = workers.next();
        }
    }

    /// After a test that failed, so that the next one can use the set.
    @AfterEach
    void endLostWorker() {
        if (worker != null && !back) {
            worker.close();
            worker = null;
        }
        if (last != null && commerce.isUnfinished(last)) {
            commerce.endLease(last);
            anotherWorkerCompletes(last);
        }
    }

    @AfterAll
    void endWorkers() {
        if (worker != null) {
            worker.close();
        }
        if (workers != null) {
            workers.close();
        }
    }

    void aLostWorkerCostsOnlyItself(Point point) throws Exception {
        assertThat(worker).isNotNull();
        assertThat(undisturbed).isNotNull();
        back = false;
        var run = commerce.again(undisturbed);
        last = run;
        try (var hold = hold(point, run)) {
            worker.go(run, commerce.message(run));
            var session = loseHeld(worker, hold);
            nobodyElseWaits(point, hold, session);
            if (point.state != null) {
                hold.letGo();
                await().atMost(PATIENCE)
                        .until(
                                () -> state(session),
                                state -> state.equals(point.state) || state.isEmpty() || state.equals(ABORTED));
            }
            whenItIsLost(session);

            commerce.endLease(run);
            anotherWorkerCompletes(run);
        }
        commerce.assertExact(run, undisturbed);
        var kept = commerce.kept(run);
        assertThat(kept.hops()).extracting(Hop::cause).endsWith(Hop.Cause.RECOVERED).hasSizeGreaterThan(1);
        assertThat(kept.hops().getLast().outcome()).isEqualTo("COMPLETED");

        bringBack(worker);
        Workers.awaitWhileItGoesOn(worker, () -> "", () -> Objects.requireNonNull(worker).said(CrashWorker.OVER));
        back = true;

        assertThat(worker.mentioned("The run is no longer this worker's") || worker.mentioned("The delivery failed"))
                .as(worker::lastLines)
                .isTrue();
        assertThat(commerce.kept(run)).isEqualTo(kept);
        commerce.assertExact(run, undisturbed);
    }

    private Hold hold(Point point, RunId run) throws SQLException {
        if (point != Point.BEFORE_COPY) {
            return Hold.at(SPACE.dataSource(), point.name());
        }
        // The step before needs the table, too.
        dispatcher.handle(
                commerce.message(run),
                new StopEarly(() -> commerce.kept(run).steps().stream().noneMatch(StepReport::done)));
        return Hold.of(SPACE.dataSource(), "staging.orders");
    }

    /// Returns the session in which it is held.
    private int loseHeld(CrashProcess worker, Hold hold) throws Exception {
        while (true) {
            Workers.awaitWhileItGoesOn(worker, () -> "", () -> !hold.held().isEmpty());
            lose(worker);
            List<Integer> held = hold.held();
            if (!held.isEmpty()) {
                hold.nobodyElse();
                return held.getFirst();
            }
            // It gave up waiting before.
            bringBack(worker);
        }
    }

    private void nobodyElseWaits(Point point, Hold hold, int session) {
        sweeper.sweep(Deadline.none());
        var other =
                files.drop(
                        "energy/%s-%s.json".formatted(getClass().getSimpleName(), point),
                        "{\"site_id\":\"one\",\"timestamp\":\"2026-03-01T12:00:00Z\",\"energy_generated_kwh\":1,\"energy_consumed_kwh\":1}");
        assertThat(other.run().state()).isEqualTo(RunState.COMPLETED);
        assertThat(hold.held()).contains(session);
    }

    private void anotherWorkerCompletes(RunId run) {
        await().atMost(PATIENCE)
                .until(
                        () -> {
                            dispatcher.handle(commerce.message(run), Deadline.none());
                            return !commerce.isUnfinished(run);
                        });
    }

    /// Its state if it waits for the worker, empty if it has ended.
    private String state(int session) {
        return jdbc.sql(
                        """
                        SELECT CASE WHEN wait_event_type = 'Client' THEN state ELSE 'at work' END
                        FROM pg_stat_activity WHERE pid = ?\
                        """)
                .param(session)
                .query(String.class)
                .optional()
                .orElse("");
    }

    void awaitEnd(int session) {
        await().atMost(PATIENCE).until(() -> state(session).isEmpty());
    }
}
