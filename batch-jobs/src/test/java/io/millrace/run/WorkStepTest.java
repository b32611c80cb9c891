package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.notify.Notification;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;

/// Steps that do one piece of work, on a job of two that each note a line in a table without keys.
@SpringBootTest(
        classes = {Millrace.class, WorkStepTest.TwoWorks.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"millrace.run.reserve=0s", "millrace.run.retries=0", "millrace.run.max-stalled=2"})
class WorkStepTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    /// Called with a step's name after its work, before the commit.
    private static volatile java.util.function.Consumer<String> afterWork = step -> {};

    @Autowired Gate gate;

    @Autowired Runs runs;

    @Autowired RunRequests requests;

    @Autowired JdbcClient jdbc;

    private final Arrival arrival =
            new Arrival(
                    new ObjectVersion(SPACE.landing(), "works/" + UUID.randomUUID(), "v1", null),
                    1,
                    null,
                    Instant.parse("2026-03-01T12:00:00Z"));

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        registry.add("millrace.routes[0].name", () -> "works");
        registry.add("millrace.routes[0].bucket", SPACE::landing);
        registry.add("millrace.routes[0].key", () -> "works/**");
        registry.add("millrace.routes[0].job", () -> "works");
    }

    @BeforeEach
    void behave() {
        afterWork = step -> {};
    }

    @Test
    void worksInTheirOrder() {
        assertThat(deliver(Deadline.none())).isInstanceOf(Outcome.Completed.class);
        assertThat(done()).containsExactly("first", "second");
    }

    @Test
    void whatFailedIsUndoneAndWhatIsDoneIsNotDoneAgain() {
        failAfter("second");
        assertThat(deliver(Deadline.none())).isInstanceOf(Outcome.Failed.class);
        assertThat(done()).containsExactly("first");
        afterWork = step -> {};

        assertThat(deliver(Deadline.none())).isInstanceOf(Outcome.Completed.class);

        assertThat(done()).containsExactly("first", "second");
    }

    @Test
    void whatWouldOutlastItsInvocationIsUndoneAndLeftToTheNextHop() {
        afterWork = step -> jdbc.sql("SELECT pg_sleep(3600)").query(String.class).optional();

        assertThat(deliver(Deadline.in(Duration.ofSeconds(2)))).isInstanceOf(Outcome.Continues.class);

        assertThat(done()).isEmpty();
        afterWork = step -> {};
        assertThat(gate.resume(arrival.runId(), Deadline.none())).isInstanceOf(Outcome.Completed.class);
        assertThat(done()).containsExactly("first", "second");
    }

    @Test
    void shortStatementsThatTogetherOutlastTheirInvocationAreUndoneAndLeftToTheNextHop() {
        Deadline patience = Deadline.in(Duration.ofMinutes(1));
        afterWork =
                step -> {
                    while (patience.remaining().isPositive()) {
                        jdbc.sql("SELECT 1").query(Integer.class).single();
                    }
                };

        assertThat(deliver(Deadline.in(Duration.ofSeconds(2)))).isInstanceOf(Outcome.Continues.class);

        assertThat(done()).isEmpty();
        afterWork = step -> {};
        assertThat(gate.resume(arrival.runId(), Deadline.none())).isInstanceOf(Outcome.Completed.class);
        assertThat(done()).containsExactly("first", "second");
        assertThat(runs.hops(arrival.runId(), 10))
                .extracting(Hop::fence, Hop::outcome)
                .containsExactly(tuple(1L, "CONTINUES"), tuple(2L, "COMPLETED"));
    }

    @Test
    void whatNeverFitsIntoAnInvocationFailsWithAReason() {
        afterWork = step -> jdbc.sql("SELECT pg_sleep(3600)").query(String.class).optional();

        Outcome outcome = deliver(Deadline.in(Duration.ofSeconds(2)));
        for (int hop = 0; hop < 10 && outcome instanceof Outcome.Continues; hop++) {
            outcome = gate.resume(arrival.runId(), Deadline.in(Duration.ofSeconds(2)));
        }

        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(said()).containsExactly("NO_PROGRESS");
        assertThat(runs.find(arrival.runId()).orElseThrow().run().dueAt()).isNull();
        assertThat(done()).isEmpty();
    }

    @Test
    void aFailureWhoseReasonNoDatabaseKeepsAsItIsIsToldAllTheSame() {
        afterWork =
                step -> {
                    throw new IllegalStateException("Not a \0 name");
                };

        assertThat(deliver(Deadline.none())).isInstanceOf(Outcome.Failed.class);

        assertThat(runs.find(arrival.runId()).orElseThrow().run().reason())
                .isNotNull()
                .extracting(Reason::text)
                .asString()
                .contains("Not a ␀ name");
        assertThat(
                        jdbc.sql("SELECT body FROM millrace.notification WHERE run_id = ?")
                                .param(arrival.runId().value())
                                .query(String.class)
                                .single())
                .contains("Not a ␀ name");
    }

    @Test
    void aFailureIsSpokenOfOnceForTheSameReason() {
        failAfter("first");
        deliver(Deadline.none());
        deliver(Deadline.none());

        assertThat(said()).containsExactly("UNEXPECTED");
    }

    @Test
    void doesNotBeginWithoutTimeBeforeTheDeadline() {
        int[] left = {1};
        Outcome outcome = deliver(new StopEarly(() -> left[0]-- > 0));
        assertThat(outcome).isInstanceOf(Outcome.Continues.class);
        assertThat(done()).containsExactly("first");

        assertThat(gate.resume(arrival.runId(), Deadline.none())).isInstanceOf(Outcome.Completed.class);

        assertThat(done()).containsExactly("first", "second");
    }

    /// As of a report that is drawn for minutes.
    @Test
    void aPieceOfWorkMayTakeAsLongAsTheInvocation() {
        List<String> limits = new ArrayList<>();
        afterWork =
                step ->
                        limits.addAll(
                                jdbc.sql(
                                                """
                                                SELECT current_setting('statement_timeout') || ' '
                                                  || current_setting('idle_in_transaction_session_timeout')\
                                                """)
                                        .query(String.class)
                                        .list());

        deliver(Deadline.none());

        assertThat(limits).containsExactly("1d 1d", "1d 1d");
    }

    @Test
    void aWorkerThatLosesItsLeaseMeanwhileCommitsNothing() {
        afterWork =
                step -> {
                    afterWork = again -> {};
                    try (var thread = Executors.newSingleThreadExecutor()) {
                        thread.submit(this::takeOver).get();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                };

        assertThat(deliver(Deadline.none())).isInstanceOf(Outcome.Busy.class);

        assertThat(done()).containsExactly("first", "second");
        assertThat(runs.hops(arrival.runId(), 10)).hasSize(2);
    }

    @Test
    void runsForARequestOnceUnlessAskedAgain() {
        String key = "made/" + UUID.randomUUID();
        RunRequests.Requested first = requests.request("works", SPACE.results(), key, Map.of("kind", "x"), false);
        RunRequests.Requested second = requests.request("works", SPACE.results(), key, Map.of("kind", "x"), false);
        RunRequests.Requested again = requests.request("works", SPACE.results(), key, Map.of("kind", "x"), true);

        assertThat(first.isNew()).isTrue();
        assertThat(second.isNew()).isFalse();
        assertThat(second.run().id()).isEqualTo(first.run().id());
        assertThat(again.isNew()).isTrue();
        assertThat(again.run().id()).isNotEqualTo(first.run().id());
        assertThat(gate.resume(first.run().id(), Deadline.none())).isInstanceOf(Outcome.Completed.class);
        assertThat(gate.resume(first.run().id(), Deadline.none())).isInstanceOf(Outcome.Settled.class);
        assertThat(runs.find(first.run().id()).orElseThrow().run())
                .returns(1, Run::attempt)
                .returns(Map.of("kind", "x"), Run::parameters);
        assertThat(runs.hops(first.run().id(), 10)).extracting(Hop::cause).containsExactly(Hop.Cause.ARRIVED);
    }

    private void takeOver() {
        jdbc.sql("UPDATE millrace.run SET lease_until = clock_timestamp() WHERE id = ?")
                .param(arrival.runId().value())
                .update();
        assertThat(deliver(Deadline.none())).isInstanceOf(Outcome.Completed.class);
    }

    private static void failAfter(String broken) {
        afterWork =
                step -> {
                    if (step.equals(broken)) {
                        throw new IllegalStateException("The test says so");
                    }
                };
    }

    private Outcome deliver(Deadline deadline) {
        return gate.arrive(arrival, deadline);
    }

    private List<String> done() {
        return jdbc.sql("SELECT step FROM millrace.works WHERE run_id = ? ORDER BY at")
                .param(arrival.runId().value())
                .query((row, n) -> row.getString(1))
                .list();
    }

    private List<String> said() {
        return jdbc.sql("SELECT subject FROM millrace.notification WHERE run_id = ?")
                .param(arrival.runId().value())
                .query((row, n) -> row.getString(1))
                .list();
    }

    static class TwoWorks {

        @Bean
        Job works(JobRepository repository, RecordSteps steps, JdbcClient jdbc) {
            jdbc.sql("CREATE TABLE IF NOT EXISTS millrace.works (run_id text, step text, at timestamptz)").update();
            return new JobBuilder("works", repository)
                    .start(steps.transaction("first", run -> note(jdbc, run, "first")))
                    .next(steps.transaction("second", run -> note(jdbc, run, "second")))
                    .build();
        }

        private static void note(JdbcClient jdbc, Run run, String step) {
            jdbc.sql("INSERT INTO millrace.works VALUES (?, ?, clock_timestamp())")
                    .params(run.id().value(), step)
                    .update();
            afterWork.accept(step);
        }

        @Bean
        RunCompletion worksCompletion() {
            return new RunCompletion() {
                @Override
                public String job() {
                    return "works";
                }

                @Override
                public List<Notification> notifications(CompletedRun run) {
                    return List.of();
                }

                @Override
                public List<Notification> notifications(FailedRun failed) {
                    return List.of(new Notification("failed", failed.reason().code(), failed.reason().text()));
                }
            };
        }
    }
}
