package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.Route;
import io.millrace.arrival.Routes;
import io.millrace.arrival.RunId;
import io.millrace.arrival.SetRule;
import io.millrace.io.FileFault;
import io.millrace.io.UnreadableObjectException;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.notify.Notifications;
import io.millrace.notify.SentNotification;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Files that run together, on a job that reads as many records as its set has bytes.
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
class FileSetsTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    @Autowired Gate gate;

    @Autowired Runs runs;

    @Autowired Reruns reruns;

    @Autowired Routes routes;

    @Autowired Sweeper sweeper;

    @Autowired Notifications notifications;

    @Autowired FileSetStore setStore;

    @Autowired RunStore store;

    @Autowired RunControl control;

    @Autowired CommandQueue commands;

    @Autowired JdbcClient jdbc;

    @Autowired PlatformTransactionManager transactions;

    private String set = UUID.randomUUID().toString();

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        route(registry, 0, "trio", "true");
        route(registry, 1, "often", "false");
    }

    private static void route(DynamicPropertyRegistry registry, int index, String name, String once) {
        String route = "millrace.routes[" + index + "].";
        registry.add(route + "name", () -> name);
        registry.add(route + "bucket", SPACE::landing);
        registry.add(route + "key", () -> name + "/{set}/{member}.csv");
        registry.add(route + "set.members", () -> "a,b,c");
        registry.add(route + "set.once", () -> once);
        registry.add(route + "job", () -> ScriptedJob.NAME);
    }

    @BeforeEach
    void behave() {
        ScriptedJob.behave();
        jdbc.sql("DROP TRIGGER IF EXISTS wait_in_admission ON millrace.file_set_member").update();
    }

    @Test
    void aSetRunsOnceWhenItsLastFileArrives() {
        assertThat(arrive("b", "1")).isEqualTo(new Outcome.Waiting(set, List.of("a", "c")));
        assertThat(arrive("c", "1")).isEqualTo(new Outcome.Waiting(set, List.of("a")));
        assertThat(arrive("b", "1")).isEqualTo(new Outcome.Waiting(set, List.of("a")));

        Run run = completed(arrive("a", "1"));

        assertThat(run.files().key()).isEqualTo(set);
        assertThat(run.files().members()).extracting(FileSet.Member::name).containsExactly("a", "b", "c");
        assertThat(run.files().member("b").object()).isEqualTo(file("b", "1").object());
        assertThat(runs.find(run.id()).orElseThrow().totals().read()).isEqualTo(30);
    }

    @Test
    void theRunsNameFollowsFromTheFiles() {
        Run run = completed(complete("1"));

        assertThat(run.id())
                .isEqualTo(RunId.of(Stream.of("a", "b", "c").map(member -> file(member, "1").object()).toList(), null));
    }

    @Test
    void everyLaterDeliveryFindsTheRunDone() {
        Run run = completed(complete("1"));

        for (String member : List.of("a", "b", "c")) {
            assertThat(arrive(member, "1")).isEqualTo(new Outcome.Settled(runs.find(run.id()).orElseThrow().run()));
        }
        assertThat(runsOfSet()).hasSize(1);
    }

    @Test
    void membersThatArriveAtOnceMakeOneRun() throws Exception {
        List<String> members = List.of("a", "b", "c", "a", "b", "c");
        CyclicBarrier start = new CyclicBarrier(members.size());
        try (var threads = Executors.newFixedThreadPool(members.size())) {
            for (int round = 0; round < 100; round++) {
                set = UUID.randomUUID().toString();
                List<Future<Outcome>> outcomes = new ArrayList<>();
                for (String member : members) {
                    outcomes.add(
                            threads.submit(
                                    () -> {
                                        start.await();
                                        return arrive(member, "1");
                                    }));
                }
                int completed = 0;
                for (Future<Outcome> outcome : outcomes) {
                    completed += outcome.get() instanceof Outcome.Completed ? 1 : 0;
                }
                assertThat(completed).isEqualTo(1);
                assertThat(runsOfSet())
                        .singleElement()
                        .satisfies(
                                run -> {
                                    assertThat(run.run().state()).isEqualTo(RunState.COMPLETED);
                                    assertThat(run.run().attempt()).isEqualTo(1);
                                });
                assertThat(written()).isEqualTo(distinct());
            }
        }
    }

    @Test
    void aFileThatIsReplacedBeforeTheSetIsCompleteIsReadInItsNewestVersion() {
        arrive("a", "1");
        arrive("a", "2");
        arrive("b", "1");
        Run run = completed(arrive("c", "1"));

        assertThat(run.files().member("a").object()).isEqualTo(file("a", "2").object());
    }

    @Test
    void anOlderVersionThatComesLaterIsLeftOut() {
        arrive("a", "2");
        assertThat(arrive("a", "1"))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class, refused -> assertThat(refused.reason().code()).isEqualTo("STALE_EVENT"));
        arrive("b", "1");
        Run run = completed(arrive("c", "1"));

        assertThat(run.files().member("a").object()).isEqualTo(file("a", "2").object());
    }

    @Test
    void aFileThatComesAfterItsSetHasRunIsReportedAsLate() {
        Run run = completed(complete("1"));

        assertThat(arrive("b", "2")).isEqualTo(new Outcome.Waiting(set, List.of("a", "c")));
        arrive("b", "2");

        assertThat(said("late-file")).singleElement().returns(run.id().value(), SentNotification::run);
    }

    @Test
    void aSecondSetIsRefused() {
        Run first = completed(complete("1"));
        Outcome outcome = complete("2");

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Settled.class,
                        settled -> {
                            assertThat(settled.run().state()).isEqualTo(RunState.REFUSED);
                            assertThat(settled.run().reason())
                                    .isNotNull()
                                    .satisfies(
                                            reason -> {
                                                assertThat(reason.code()).isEqualTo("SET_RAN_BEFORE");
                                                assertThat(reason.text()).contains(first.id().value(), "rerun");
                                            });
                        });
        assertThat(said("refused-set")).hasSize(1);
        assertThat(runs.steps(((Outcome.Settled) outcome).run().id())).isEmpty();
        sweeper.sweep(Deadline.none());
        assertThat(runsOfSet())
                .extracting(run -> run.run().state())
                .containsExactly(RunState.REFUSED, RunState.COMPLETED);
    }

    @Test
    void aSecondSetRunsWhereTheRouteAllowsIt() {
        completed(complete("often", "1"));

        completed(complete("often", "2"));
    }

    @Test
    void aSetThatRanRunsAgainOnRequest() {
        Run first = completed(complete("1"));
        complete("2");

        Run again = completed(rerun("a", "2"));

        assertThat(again.id()).isNotEqualTo(first.id());
        assertThat(again.files().members())
                .extracting(FileSet.Member::object)
                .containsExactly(file("a", "2").object(), file("b", "2").object(), file("c", "2").object());
        assertThat(runsOfSet())
                .extracting(run -> run.run().state())
                .containsExactly(RunState.COMPLETED, RunState.REFUSED, RunState.COMPLETED);
    }

    @Test
    void aLateFileRunsWithTheOthersOnRequest() {
        completed(complete("1"));
        arrive("b", "2");

        Run again = completed(rerun("b", "2"));

        assertThat(again.files().member("a").object()).isEqualTo(file("a", "1").object());
        assertThat(again.files().member("b").object()).isEqualTo(file("b", "2").object());
        assertThat(arrive("b", "2")).isInstanceOf(Outcome.Settled.class);
        sweepAfterDeadline();
        assertThat(said("incomplete-set")).isEmpty();
    }

    @Test
    void aSetThatWasNeverCompleteDoesNotRunOnRequest() {
        arrive("a", "1");

        assertThat(reruns.rerun(routes.named("trio").orElseThrow(), file("a", "1")))
                .isInstanceOfSatisfying(
                        Reruns.Answer.Refused.class,
                        refused -> {
                            assertThat(refused.reason().code()).isEqualTo("SET_IS_INCOMPLETE");
                            assertThat(refused.reason().text()).contains("b, c");
                        });
    }

    @Test
    void aCorrectedFileRunsWithTheOthersOfAFailedSet() {
        ScriptedJob.onRead = failAt(25);
        Run failed = failed(complete("1"));
        ScriptedJob.behave();

        Run run = completed(arrive("b", "2"));

        assertThat(run.files().member("a").object()).isEqualTo(file("a", "1").object());
        assertThat(run.files().member("b").object()).isEqualTo(file("b", "2").object());
        assertThat(runs.find(failed.id()).orElseThrow().run())
                .satisfies(
                        old -> {
                            assertThat(old.state()).isEqualTo(RunState.SUPERSEDED);
                            assertThat(old.reason()).isNotNull().returns("SET_REPLACED", Reason::code);
                        });
        assertThat(arrive("a", "1")).as("the message of the failed run comes back").isInstanceOf(Outcome.Settled.class);
        assertThat(arrive("b", "1")).isInstanceOf(Outcome.Settled.class);
    }

    /// An admission that has seen the failed run and not yet taken it out of the way: whoever tries the run again now
    /// would have the set run twice.
    @Test
    void aFailedRunIsNotTriedAgainWhileACorrectedFileOfItsSetIsAdmitted() {
        ScriptedJob.onRead = failAt(25);
        Run failed = failed(complete("1"));
        ScriptedJob.behave();
        waitInAdmission();

        CompletableFuture<Outcome> admission =
                Objects.requireNonNull(
                        new TransactionTemplate(transactions)
                                .execute(
                                        status -> {
                                            lockAdmission();
                                            var admitted = elsewhere(() -> arrive("b", "2"));
                                            await().pollInSameThread().until(this::isAdmissionWaiting);
                                            assertThat(elsewhere(() -> gate.resume(failed.id(), Deadline.none())))
                                                    .succeedsWithin(1, TimeUnit.MINUTES)
                                                    .isInstanceOf(Outcome.Failed.class);
                                            assertThat(admitted).isNotDone();
                                            return admitted;
                                        }));

        assertThat(admission).succeedsWithin(1, TimeUnit.MINUTES).isInstanceOf(Outcome.Completed.class);
        assertThat(runs.hops(failed.id(), 10)).hasSize(1);
        assertThat(runsOfSet())
                .extracting(found -> found.run().state())
                .containsExactly(RunState.COMPLETED, RunState.SUPERSEDED);
    }

    /// Has an admission to this set wait for [#lockAdmission] before it keeps a file.
    private void waitInAdmission() {
        jdbc.sql(
                        """
                        CREATE OR REPLACE FUNCTION millrace.wait_in_admission() RETURNS trigger LANGUAGE plpgsql
                        SET lock_timeout = 0 AS $$
                        BEGIN
                            PERFORM pg_advisory_xact_lock(hashtext(new.set_key));
                            RETURN new;
                        END $$\
                        """)
                .update();
        jdbc.sql(
                        """
                        CREATE OR REPLACE TRIGGER wait_in_admission BEFORE INSERT ON millrace.file_set_member
                        FOR EACH ROW EXECUTE FUNCTION millrace.wait_in_admission()\
                        """)
                .update();
    }

    private void lockAdmission() {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtext(?))").param(set).query((row, n) -> "").list();
    }

    private boolean isAdmissionWaiting() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
                .query(Boolean.class)
                .single();
    }

    private static <T> CompletableFuture<T> elsewhere(Supplier<T> action) {
        return CompletableFuture.supplyAsync(action, task -> Thread.ofVirtual().start(task));
    }

    /// A route may have another bucket, or other keys, than when the first files of a set came.
    @Test
    void aFileThatReplacesOneOfAnotherBucketIsReadFromItsOwn() {
        arrive("a", "1");
        jdbc.sql("UPDATE millrace.file_set_member SET bucket = 'left', object_key = 'before' WHERE set_key = ?")
                .param(set)
                .update();

        Run run = completed(complete("2"));

        assertThat(run.files().member("a").object()).isEqualTo(file("a", "2").object());
    }

    @Test
    void aSetThatIsJustBeingLookedAtWhenTheRunBeforeItFailsRunsWithThatOnesFiles() throws Exception {
        CountDownLatch works = new CountDownLatch(1);
        CountDownLatch fails = new CountDownLatch(1);
        ScriptedJob.onRead =
                record -> {
                    if (record == 25) {
                        works.countDown();
                        awaits(fails);
                        throw new UnreadableObjectException(
                                file("b", "1").object(), FileFault.INVALID_JSON, "the script says so", null);
                    }
                };
        CompletableFuture<Outcome> first = elsewhere(() -> complete("1"));
        works.await();
        arrive("b", "2");
        jdbc.sql(
                        "UPDATE millrace.file_set SET expected_at = now(), due_at = now() WHERE set_key = ? AND run_id"
                                + " IS NULL")
                .param(set)
                .update();
        FileSets failing =
                new FileSets(setStore, store, notifications, new TransactionTemplate(transactions)) {
                    @Override
                    Optional<RunId> look(Route route, SetRule rule, String looked, int generation) {
                        Optional<RunId> found = super.look(route, rule, looked, generation);
                        fails.countDown();
                        failed(first.join());
                        return found;
                    }
                };
        new SetWork(jdbc, failing, routes, commands).perform(() -> true);
        ScriptedJob.behave();

        sweeper.sweep(Deadline.none());
        Run completed = completed(gate.resume(runsOfSet().getFirst().run().id(), Deadline.none()));

        assertThat(completed.files().member("a").object()).isEqualTo(file("a", "1").object());
        assertThat(completed.files().member("b").object()).isEqualTo(file("b", "2").object());
    }

    private static void awaits(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCorrectedFileThatCameWhileTheRunWasFailingRunsWithTheOthersToo() {
        ScriptedJob.onRead =
                record -> {
                    if (record == 25) {
                        arrive("b", "2");
                        throw new UnreadableObjectException(
                                file("b", "1").object(), FileFault.INVALID_JSON, "the script says so", null);
                    }
                };
        failed(complete("1"));
        ScriptedJob.behave();
        assertThat(runsOfSet()).hasSize(1);

        sweeper.sweep(Deadline.none());

        RunId run = runsOfSet().getFirst().run().id();
        Run completed = completed(gate.resume(run, Deadline.none()));
        assertThat(completed.files().member("a").object()).isEqualTo(file("a", "1").object());
        assertThat(completed.files().member("b").object()).isEqualTo(file("b", "2").object());
        sweeper.sweep(Deadline.none());
        assertThat(runsOfSet())
                .extracting(found -> found.run().state())
                .containsExactly(RunState.COMPLETED, RunState.SUPERSEDED);
    }

    @Test
    void aSecondSetThatCameWhileTheFirstWasFailingTakesItsPlace() {
        ScriptedJob.onRead =
                record -> {
                    if (record == 25) {
                        complete("2");
                        throw new IllegalStateException("The script says so");
                    }
                };
        failed(complete("1"));
        ScriptedJob.behave();

        Run run = completed(arrive("b", "3"));

        assertThat(run.files().member("a").object()).isEqualTo(file("a", "2").object());
        assertThat(run.files().member("b").object()).isEqualTo(file("b", "3").object());
        assertThat(runsOfSet())
                .extracting(found -> found.run().state())
                .containsExactly(RunState.COMPLETED, RunState.SUPERSEDED);
    }

    @Test
    void aFileThatComesAfterAFailedRerunLeavesThatToBeRestarted() {
        completed(complete("1"));
        ScriptedJob.onRead = failAt(25);
        var answer = (Reruns.Answer.Accepted) reruns.rerun(routes.named("trio").orElseThrow(), file("a", "1"));
        failed(gate.resume(answer.run(), Deadline.none()));
        ScriptedJob.behave();

        assertThat(arrive("b", "2"))
                .isInstanceOfSatisfying(
                        Outcome.Settled.class,
                        settled -> assertThat(settled.run().state()).isEqualTo(RunState.REFUSED));

        assertThat(gate.resume(answer.run(), Deadline.none())).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void aFailedSetIsTriedAgainByTheMessageOfAnyOfItsFiles() {
        ScriptedJob.onRead = failAt(25);
        Run failed = failed(complete("1"));
        ScriptedJob.behave();

        Run run = completed(arrive("b", "1"));

        assertThat(run.id()).isEqualTo(failed.id());
        assertThat(run.attempt()).isEqualTo(2);
    }

    @Test
    void aSecondSetDuringTheRunOfTheFirstRunsAfterIt() {
        List<Outcome> meanwhile = new ArrayList<>();
        ScriptedJob.onRead =
                record -> {
                    if (record == 15 && meanwhile.isEmpty()) {
                        meanwhile.add(complete("often", "2"));
                    }
                };

        completed(complete("often", "1"));
        assertThat(meanwhile).containsExactly(new Outcome.Waiting(set, List.of()));
        sweeper.sweep(Deadline.none());

        Run second = completed(gate.resume(runsOfSet().getFirst().run().id(), Deadline.none()));
        assertThat(second.files().members())
                .allSatisfy(member -> assertThat(member.object().versionId()).isEqualTo("v2"));
        assertThat(runsOfSet())
                .extracting(found -> found.run().state())
                .containsExactly(RunState.COMPLETED, RunState.COMPLETED);
    }

    @Test
    void aSecondSetDuringTheRunOfTheFirstIsRefusedAfterItWhereTheRouteRunsASetOnce() {
        ScriptedJob.onRead =
                record -> {
                    if (record == 15) {
                        complete("2");
                    }
                };

        completed(complete("1"));
        sweeper.sweep(Deadline.none());

        assertThat(runsOfSet())
                .extracting(found -> found.run().state())
                .containsExactly(RunState.REFUSED, RunState.COMPLETED);
    }

    @Test
    void aSecondSetDuringARunThatAnOperatorStopsRunsInItsPlace() {
        ScriptedJob.onRead =
                record -> {
                    if (record == 15) {
                        complete("2");
                        control.stop(runsOfSet().getFirst().run().id());
                    }
                };

        complete("1");
        ScriptedJob.behave();
        sweeper.sweep(Deadline.none());

        completed(gate.resume(runsOfSet().getFirst().run().id(), Deadline.none()));
        assertThat(runsOfSet())
                .extracting(found -> found.run().state())
                .containsExactly(RunState.COMPLETED, RunState.SUPERSEDED);
    }

    @Test
    void aRunThatNobodyTookIsContinuedByTheSweeper() {
        arrive("a", "1");
        arrive("b", "1");
        // As if the worker had died between making the run and taking its lease.
        RunId run = RunId.of(Stream.of("a", "b", "c").map(member -> file(member, "1").object()).toList(), null);
        ScriptedJob.onRead = failAt(1);
        failed(arrive("c", "1"));
        ScriptedJob.behave();
        jdbc.sql("DELETE FROM millrace.hop WHERE run_id = ?").param(run.value()).update();
        jdbc.sql("UPDATE millrace.run SET state = 'STARTED', fence = 0, hop = 0, due_at = now() WHERE id" + " = ?")
                .param(run.value())
                .update();

        assertThat(sweeper.sweep(Deadline.none()).worked()).isEqualTo(1);
    }

    @Test
    void anIncompleteSetIsReportedOnceAfterItsDeadlineAndStillRuns() {
        arrive("a", "1");
        arrive("c", "1");
        sweeper.sweep(Deadline.none());
        assertThat(said("incomplete-set")).isEmpty();

        sweepAfterDeadline();
        sweepAfterDeadline();

        assertThat(said("incomplete-set"))
                .singleElement()
                .satisfies(
                        said -> {
                            assertThat(said.notification().subject()).contains(set);
                            assertThat(said.notification().body()).contains("waits for b;");
                        });
        completed(arrive("b", "1"));
    }

    @Test
    void aFileThatIsNoMemberOfASetIsNotRouted() {
        assertThat(gate.arrive(arrival("trio", "d", "1"), Deadline.none())).isInstanceOf(Outcome.Unrouted.class);
    }

    private static java.util.function.LongConsumer failAt(long record) {
        return read -> {
            if (read == record) {
                throw new IllegalStateException("The script says so");
            }
        };
    }

    private Outcome complete(String version) {
        return complete("trio", version);
    }

    private Outcome complete(String route, String version) {
        gate.arrive(arrival(route, "a", version), Deadline.none());
        gate.arrive(arrival(route, "b", version), Deadline.none());
        return gate.arrive(arrival(route, "c", version), Deadline.none());
    }

    private Outcome arrive(String member, String version) {
        return gate.arrive(file(member, version), Deadline.none());
    }

    private Outcome rerun(String member, String version) {
        var answer = reruns.rerun(routes.named("trio").orElseThrow(), file(member, version));
        assertThat(answer).isInstanceOf(Reruns.Answer.Accepted.class);
        return gate.resume(((Reruns.Answer.Accepted) answer).run(), Deadline.none());
    }

    private Arrival file(String member, String version) {
        return arrival("trio", member, version);
    }

    /// Versions are announced in the order of their numbers.
    private Arrival arrival(String route, String member, String version) {
        return new Arrival(
                new ObjectVersion(SPACE.landing(), route + "/" + set + "/" + member + ".csv", "v" + version, null),
                10,
                "0" + version,
                Instant.parse("2026-03-01T12:00:00Z"));
    }

    private static Run completed(@Nullable Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        return ((Outcome.Completed) outcome).run();
    }

    private static Run failed(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed) outcome).run();
    }

    private List<RunSummary> runsOfSet() {
        return runs.list(new RunFilter(java.util.Set.of(), null, null, null, null, set, false), null, 10);
    }

    private List<SentNotification> said(String kind) {
        return notifications.list(null, 1000).stream()
                .filter(said -> said.notification().kind().equals(kind))
                .filter(said -> said.notification().subject().contains(set))
                .toList();
    }

    private void sweepAfterDeadline() {
        jdbc.sql(
                        "UPDATE millrace.file_set SET expected_at = now() - interval '1 second', due_at = now() WHERE"
                                + " set_key = ? AND run_id IS NULL AND reminded_at IS NULL")
                .param(set)
                .update();
        sweeper.sweep(Deadline.none());
    }

    private long written() {
        return count("count(*)");
    }

    private long distinct() {
        return count("count(DISTINCT record)");
    }

    private long count(String what) {
        return jdbc.sql("SELECT " + what + " FROM millrace.scripted WHERE run_id = ?")
                .param(runsOfSet().getFirst().run().id().value())
                .query(Long.class)
                .single();
    }
}
