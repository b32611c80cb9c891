package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.Routes;
import io.millrace.arrival.RunId;
import io.millrace.io.FileFault;
import io.millrace.io.UnreadableObjectException;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.run.NewestJob.Moment;
import io.millrace.run.RunStore.Ending;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionOperations;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// What arrived last wins, whatever order its announcements have, whoever fails, and whatever was there before. The
/// objects are real, so that a reader finds what S3 says: content that is gone from a bucket without versions is gone.
@SpringBootTest(
        classes = {Millrace.class, NewestJob.class, NewestWinsTest.InterruptedS3.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "millrace.run.lease=60s",
            "millrace.run.reserve=0s",
            "millrace.run.retries=0",
            "millrace.run.read-ahead=0",
            "spring.datasource.hikari.maximum-pool-size=40"
        })
class NewestWinsTest {

    /// Public, so that everybody meets the same histories.
    private static final long SEED = 20_261_121;

    private static final int HISTORIES = Integer.getInteger("millrace.histories", 500);
    private static final int AT_ONCE = 100;

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    /// Called before and after S3 is asked which content is the current one.
    private static volatile Runnable beforeQuestion = () -> {};

    private static volatile Runnable afterQuestion = () -> {};

    @Autowired Gate gate;

    @Autowired RunControl control;

    @Autowired Runs runs;

    @Autowired Sweeper sweeper;

    @Autowired Intake intake;

    @Autowired RunStore store;

    @Autowired Routes routes;

    @Autowired JdbcClient jdbc;

    @Autowired S3Client s3;

    @Autowired TransactionOperations transaction;

    private final String id = UUID.randomUUID().toString();
    private int sequence;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        route(registry, 0, SPACE.landing());
        // The bucket for results keeps no versions.
        route(registry, 2, SPACE.results());
    }

    private static void route(DynamicPropertyRegistry registry, int index, String bucket) {
        registry.add("millrace.routes[%d].name".formatted(index), () -> "single-" + index);
        registry.add("millrace.routes[%d].bucket".formatted(index), () -> bucket);
        registry.add("millrace.routes[%d].key".formatted(index), () -> "single/**");
        registry.add("millrace.routes[%d].job".formatted(index), () -> NewestJob.NAME);
        registry.add("millrace.routes[%d].name".formatted(index + 1), () -> "set-" + index);
        registry.add("millrace.routes[%d].bucket".formatted(index + 1), () -> bucket);
        registry.add("millrace.routes[%d].key".formatted(index + 1), () -> "set/{set}/{member}");
        registry.add("millrace.routes[%d].set.members".formatted(index + 1), () -> "a,b,c");
        registry.add("millrace.routes[%d].set.once".formatted(index + 1), () -> "false");
        registry.add("millrace.routes[%d].job".formatted(index + 1), () -> NewestJob.NAME);
    }

    @AfterEach
    void behave() {
        NewestJob.behave(single());
        NewestJob.behave(id);
        beforeQuestion = () -> {};
        afterQuestion = () -> {};
    }

    @Test
    void theNewestContentIsStoredWhateverHappened() throws Exception {
        Long only = Long.getLong("millrace.history");
        List<Long> numbers = only != null ? List.of(only) : LongStream.range(SEED, SEED + HISTORIES).boxed().toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int from = 0; from < numbers.size(); from += AT_ONCE) {
                happen(numbers.subList(from, Math.min(numbers.size(), from + AT_ONCE)), threads);
            }
        }
    }

    private void happen(List<Long> numbers, ExecutorService threads) throws Exception {
        Map<Long, History> histories = new HashMap<>();
        numbers.forEach(number -> histories.put(number, history(number)));
        each(histories, threads, History::happen);
        each(histories, threads, History::deliverTheRest);
        doWhatIsDue();
        jdbc.sql("SELECT id FROM millrace.run WHERE state = 'FAILED' AND NOT retryable")
                .query(String.class)
                .list()
                .forEach(failed -> control.restart(new RunId(failed)));
        doWhatIsDue();
        each(histories, threads, this::check);
    }

    private History history(long number) {
        boolean versions = number % 2 == 0;
        String bucket = versions ? SPACE.landing() : SPACE.results();
        String name = UUID.randomUUID().toString();
        boolean single = number % 5 < 3;
        return new History(
                number,
                new History.World(s3, this::arrive, this::resume, this::expire),
                bucket,
                versions,
                single
                        ? List.of("single/" + name)
                        : Stream.of("a", "b", "c").map(member -> "set/" + name + "/" + member).toList(),
                single ? bucket + "/single/" + name : name);
    }

    private static void each(Map<Long, History> histories, ExecutorService threads, Consumer<History> what)
            throws Exception {
        Map<Long, Future<?>> all = new HashMap<>();
        histories.forEach((number, history) -> all.put(number, threads.submit(() -> what.accept(history))));
        List<String> failures = new ArrayList<>();
        for (Map.Entry<Long, Future<?>> one : all.entrySet()) {
            try {
                one.getValue().get();
            } catch (java.util.concurrent.ExecutionException e) {
                failures.add(
                        "History %d (-Dmillrace.history=%<d repeats it), %s%n%s"
                                .formatted(one.getKey(), histories.get(one.getKey()), e.getCause()));
            }
        }
        assertThat(failures).as("of the histories from %d on", SEED).isEmpty();
    }

    private void arrive(Arrival arrival) {
        gate.arrive(arrival, Deadline.none());
    }

    private void resume(History history) {
        runsOf(history, "state = 'STARTED' OR state = 'FAILED' AND retryable")
                .forEach(run -> gate.resume(new RunId(run), Deadline.none()));
    }

    private void expire(History history) {
        jdbc.sql(
                        "UPDATE millrace.run SET lease_until = clock_timestamp() WHERE lease_until IS NOT NULL AND "
                                + isOf(history))
                .update();
    }

    private List<String> runsOf(History history, String condition) {
        return jdbc.sql("SELECT id FROM millrace.run WHERE (%s) AND %s".formatted(condition, isOf(history)))
                .query((row, n) -> row.getString(1))
                .list();
    }

    private static String isOf(History history) {
        return history.isSet()
                ? "set_key = '%s'".formatted(history.name())
                : "bucket = '%s' AND object_key = '%s'".formatted(history.bucket(), history.keys().getFirst());
    }

    /// Time goes on until nothing is left to do: by hours for the runs, by a minute for the sets, which have that long
    /// to take over the files of a run that failed.
    private void doWhatIsDue() {
        do {
            jdbc.sql("UPDATE millrace.run SET due_at = clock_timestamp() WHERE due_at IS NOT NULL").update();
            jdbc.sql("UPDATE millrace.run SET lease_until = clock_timestamp() WHERE lease_until IS NOT NULL").update();
            jdbc.sql(
                            "UPDATE millrace.file_set SET due_at = clock_timestamp() WHERE due_at < clock_timestamp() +"
                                    + " interval '1 min'")
                    .update();
            sweeper.sweep(Deadline.none());
        } while (isSomethingDue());
    }

    private boolean isSomethingDue() {
        return jdbc.sql(
                        """
                        SELECT EXISTS (SELECT FROM millrace.run WHERE due_at IS NOT NULL) OR EXISTS (
                          SELECT FROM millrace.file_set WHERE due_at < clock_timestamp() + interval '1 min')\
                        """)
                .query(Boolean.class)
                .single();
    }

    private void check(History history) {
        List<String> log = stored(history.name());
        history.check(log);
        assertThat(runsOf(history, "state IN ('STARTED', 'STOPPING', 'STOPPED', 'FAILED')"))
                .as("what is not done: %s", history.name())
                .isEmpty();
        if (history.isSet()) {
            checkSet(history, log);
        } else if (history.isAllThere()) {
            assertThat(log).as("stored").isNotEmpty().last().isEqualTo(history.newest());
        }
    }

    /// Files that came while a run was working wait for others like them.
    private void checkSet(History history, List<String> log) {
        List<Run> taken =
                runs
                        .list(
                                new RunFilter(java.util.Set.of(), null, null, null, null, history.name(), true),
                                null,
                                100)
                        .stream()
                        .map(RunSummary::run)
                        .toList();
        Run last = taken.getLast();
        boolean waiting =
                jdbc.sql("SELECT count(*) FROM millrace.file_set WHERE set_key = ? AND run_id IS NULL")
                                .param(history.name())
                                .query(Long.class)
                                .single()
                        > 0;
        String members = String.join(",", last.files().members().stream().map(m -> m.object().pinnedBy()).toList());
        if (last.state() == RunState.COMPLETED) {
            assertThat(log).as("stored").isNotEmpty().last().isEqualTo(members);
        }
        if (history.isAllThere()) {
            assertThat(last.state()).as("the newest run, %s", last).isEqualTo(RunState.COMPLETED);
            if (!waiting) {
                assertThat(members).as("the files of the newest run").isEqualTo(history.newest());
            }
        }
    }

    private List<String> stored(String name) {
        return jdbc.sql("SELECT content FROM millrace.newest_log WHERE name = ? ORDER BY number")
                .param(name)
                .query((row, n) -> row.getString(1))
                .list();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void contentThatWasGoneBeforeItWasReadIsReadWhenItIsPutAgain(boolean sequenced) {
        Arrival first = put("A");
        delete();
        assertThat(arrived(first)).isInstanceOf(Outcome.Settled.class);
        assertThat(runs.find(first.runId()).orElseThrow().run().state()).isEqualTo(RunState.GONE);

        Arrival again = put("A");

        assertThat(arrived(sequenced ? again : unsequenced(again))).isInstanceOf(Outcome.Completed.class);
        assertThat(stored(single())).containsExactly(again.object().pinnedBy());
        assertThat(arrived(again)).isInstanceOf(Outcome.Settled.class);
    }

    @Test
    void contentThatWasGoneIsReadAlsoIfTheOtherChannelSaysThatItIsBack() {
        Arrival first = put("A");
        delete();
        arrived(first);
        Arrival again = put("A");

        Arrival other = new Arrival(again.object(), 1, "01", again.announcedAt(), Arrival.Channel.EVENT_BRIDGE);

        assertThat(arrived(other)).isInstanceOf(Outcome.Completed.class);
        assertThat(stored(single())).containsExactly(again.object().pinnedBy());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void contentThatComesBackAfterOtherContentIsStoredAgain(boolean sequenced) {
        Arrival a = put("A");
        arrived(a);
        Arrival b = put("B");
        arrived(b);
        Arrival again = put("A");

        assertThat(arrived(sequenced ? again : unsequenced(again))).isInstanceOf(Outcome.Completed.class);

        assertThat(stored(single()))
                .containsExactly(a.object().pinnedBy(), b.object().pinnedBy(), a.object().pinnedBy());
        assertThat(arrived(a)).isInstanceOf(Outcome.Settled.class);
        assertThat(arrived(b)).isInstanceOf(Outcome.Settled.class);
        assertThat(stored(single())).hasSize(3);
    }

    @Test
    void contentThatComesBackIsStoredAlsoWhereOnlyItsFirstRunIsStillKnown() {
        Arrival a = put("A");
        arrived(a);
        arrived(put("B"));
        jdbc.sql("DELETE FROM millrace.object_head WHERE object_key = ?").param(a.object().key()).update();

        assertThat(arrived(put("A"))).isInstanceOf(Outcome.Completed.class);

        assertThat(stored(single())).hasSize(3);
    }

    @Test
    void theSameContentAgainAfterAFailureForGoodIsTriedAgain() {
        failForGood(single());
        assertThat(arrived(put("A"))).isInstanceOf(Outcome.Failed.class);

        Arrival again = put("A");

        assertThat(arrived(again)).isInstanceOf(Outcome.Completed.class);
        assertThat(runs.find(again.runId()).orElseThrow().run().attempt()).isEqualTo(2);
    }

    @Test
    void anOlderVersionThatFailedIsNotTriedAgainAfterANewerOneCompleted() {
        Arrival v1 = version("1");
        Arrival v2 = version("2");
        NewestJob.next(
                Moment.BEFORE_WRITING,
                landed(),
                () -> {
                    throw new IllegalStateException("The test says so");
                });
        assertThat(arrived(v1)).isInstanceOf(Outcome.Failed.class);

        assertThat(arrived(v2)).isInstanceOf(Outcome.Completed.class);

        assertThat(arrived(v1)).isInstanceOf(Outcome.Settled.class);
        assertThat(runs.find(v1.runId()).orElseThrow().run())
                .returns(RunState.SUPERSEDED, Run::state)
                .returns(null, Run::dueAt);
        assertThat(stored(landed())).containsExactly(v2.object().pinnedBy());
    }

    @Test
    void ofTwoFirstVersionsAtOnceTheNewerIsStoredLast() throws Exception {
        for (int round = 0; round < 20; round++) {
            String key = "single/" + UUID.randomUUID();
            List<Arrival> versions = List.of(version(key, "1"), version(key, "2"));
            CyclicBarrier start = new CyclicBarrier(2);
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                List<Future<Outcome>> outcomes = new ArrayList<>();
                for (Arrival version : versions) {
                    outcomes.add(
                            threads.submit(
                                    () -> {
                                        start.await();
                                        return arrived(version);
                                    }));
                }
                for (Future<Outcome> outcome : outcomes) {
                    assertThat(outcome.get().acknowledged()).isTrue();
                }
            }
            // If it met a worker on the older one, it is due when that one has noticed.
            gate.resume(versions.get(1).runId(), Deadline.none());
            assertThat(stored(SPACE.landing() + "/" + key)).last().isEqualTo(versions.get(1).object().pinnedBy());
        }
    }

    @Test
    void aNewerVersionTakesAnOlderRunOutOfTheWayWhileItIsWorkedOn() {
        Arrival v1 = version("1");
        Arrival v2 = version("2");
        NewestJob.next(
                Moment.BEFORE_WRITING,
                landed(),
                () ->
                        CompletableFuture.runAsync(
                                        () -> assertThat(arrived(v2)).isInstanceOf(Outcome.Busy.class),
                                        task -> Thread.ofPlatform().start(task))
                                .join());

        assertThat(arrived(v1)).isInstanceOf(Outcome.Busy.class);
        assertThat(gate.resume(v2.runId(), Deadline.none())).isInstanceOf(Outcome.Completed.class);

        assertThat(stored(landed())).containsExactly(v2.object().pinnedBy());
        assertThat(runs.find(v1.runId()).orElseThrow().run())
                .returns(RunState.SUPERSEDED, Run::state)
                .extracting(Run::reason)
                .isNotNull()
                .extracting(Reason::code)
                .isEqualTo("REPLACED");
        assertThat(runs.hops(v1.runId(), 10)).singleElement().returns("SUPERSEDED", Hop::outcome);
    }

    @Test
    void aVersionThatWasAnnouncedWithoutASequencerTakesItsPlaceWhenItsEventComes() {
        Arrival v1 = version("1");
        Arrival v2 = version("2");
        arrived(unsequenced(v2));
        arrived(v2);
        Arrival v3 = version("3");
        s3.deleteObject(request -> request.bucket(SPACE.landing()).key(v3.object().key()));

        assertThat(arrived(v3)).as("newer by its sequencer, whatever S3 says").isInstanceOf(Outcome.Completed.class);

        assertThat(arrived(v1)).isInstanceOf(Outcome.Settled.class);
        assertThat(stored(landed())).containsExactly(v2.object().pinnedBy(), v3.object().pinnedBy());
    }

    @Test
    void aSetWhoseFileWasGoneRunsWhenThatIsPutAgain() {
        Arrival a = member("a", "A");
        arrived(a);
        arrived(member("b", "B"));
        s3.deleteObject(request -> request.bucket(SPACE.results()).key(a.object().key()));
        arrived(member("c", "C"));
        assertThat(states()).containsExactly(RunState.GONE);

        assertThat(arrived(member("a", "A"))).isInstanceOf(Outcome.Completed.class);

        assertThat(stored(id)).hasSize(1);
    }

    @Test
    void filesOfASetThatComeBackAfterOthersRunAgain() {
        for (String content : List.of("A", "B", "A")) {
            arrived(member("a", content));
            arrived(member("b", content));
            assertThat(arrived(member("c", content))).isInstanceOf(Outcome.Completed.class);
        }

        List<String> stored = stored(id);
        assertThat(stored).hasSize(3);
        assertThat(stored.get(2)).isEqualTo(stored.get(0)).isNotEqualTo(stored.get(1));
    }

    @Test
    void theSameFileOfASetAgainAfterAFailureForGoodHasItTriedAgain() {
        failForGood(id);
        arrived(member("a", "A"));
        arrived(member("b", "B"));
        assertThat(arrived(member("c", "C"))).isInstanceOf(Outcome.Failed.class);

        assertThat(arrived(member("b", "B"))).isInstanceOf(Outcome.Completed.class);

        assertThat(states()).containsExactly(RunState.COMPLETED);
    }

    @Test
    void aFileThatIsBeingRecordedWhileTheRunOfItsSetFailsRunsWithTheOthers() throws Exception {
        failWhileANewerFileIsRecorded();

        assertThat(states()).containsExactly(RunState.SUPERSEDED, RunState.COMPLETED);
    }

    @Test
    void aFileThatIsBeingRecordedWhileItsSetFailsRunsWithTheOthersAlsoIfOlderRunsAreDeleted() throws Exception {
        arrived(member("a", "A0"));
        arrived(member("b", "B0"));
        arrived(member("c", "C0"));
        arrived(member("a", "A"));
        // The set's first generation goes with its run; the second one waits.
        jdbc.sql("DELETE FROM millrace.run WHERE set_key = ?").param(id).update();
        failWhileANewerFileIsRecorded();

        assertThat(states()).containsExactly(RunState.SUPERSEDED, RunState.COMPLETED);
    }

    /// Its own snapshot must not hide from the end of a run what has come meanwhile.
    private void failWhileANewerFileIsRecorded() throws Exception {
        arrived(member("a", "A"));
        arrived(member("b", "B"));
        Arrival newer = member("b", "B2");
        Intake.Worker nobody = new Intake.Worker("nobody", Duration.ofMinutes(1));
        RunId run =
                ((Admission.Ready) intake.record(List.of(member("c", "C")), nobody, Deadline.none()).getFirst()).run();
        LeasedRun leased = store.lease(run, "test", Duration.ofMinutes(1)).orElseThrow();
        Ending ending = new Ending(RunState.FAILED, "FAILED", new Reason("INVALID_JSON", "The test says so"), false);
        CompletableFuture<Optional<Run>> released = new CompletableFuture<>();
        transaction.executeWithoutResult(
                status -> {
                    intake.record(List.of(newer), nobody, Deadline.none());
                    Thread.ofPlatform().start(() -> released.complete(store.release(leased, ending, List.of())));
                    awaitSomebodyWaiting();
                });
        assertThat(released.get()).isPresent();

        sweepSoon();
    }

    @Test
    void aSecondSetRunsAlsoIfItWasCompleteBeforeTheRunOfTheFirstFailed() {
        NewestJob.next(
                Moment.AFTER_READING,
                id,
                () -> {
                    elsewhere(
                            () -> {
                                arrived(member("a", "A2"));
                                arrived(member("b", "B2"));
                                arrived(member("c", "C2"));
                                arrived(member("b", "B3"));
                            });
                    throw new UnreadableObjectException(
                            new ObjectVersion(SPACE.results(), "set/" + id, null, "x"),
                            FileFault.INVALID_JSON,
                            "so",
                            null);
                });
        arrived(member("a", "A"));
        arrived(member("b", "B"));
        arrived(member("c", "C"));
        assertThat(states()).containsExactly(RunState.FAILED);

        sweepSoon();

        assertThat(states()).containsExactly(RunState.SUPERSEDED, RunState.COMPLETED);
        assertThat(stored(id)).hasSize(1);
    }

    @Test
    void theCurrentVersionRunsOnRequestAlsoIfItWasNeverAnnounced() {
        arrived(version("1"));
        Arrival v2 = version("2");

        Admission admission = intake.rerun(routes.named("single-0").orElseThrow(), v2, "request");

        assertThat(gate.work(admission, Deadline.none())).isInstanceOf(Outcome.Completed.class);
        assertThat(stored(landed())).last().isEqualTo(v2.object().pinnedBy());
    }

    @Test
    void newerContentThatArrivesWhileARequestToRunAgainAsksS3Wins() {
        arrived(version("1"));
        Arrival v2 = version("2");
        List<Arrival> newer = new ArrayList<>();
        afterQuestion =
                () -> {
                    afterQuestion = () -> {};
                    newer.add(version("3"));
                    elsewhere(() -> assertThat(arrived(newer.getFirst())).isInstanceOf(Outcome.Completed.class));
                };

        Admission admission = intake.rerun(routes.named("single-0").orElseThrow(), v2, "request");

        assertThat(gate.work(admission, Deadline.none()))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason().code()).isEqualTo(RunFault.STALE_EVENT.name()));
        assertThat(stored(landed())).last().isEqualTo(newer.getFirst().object().pinnedBy());
    }

    @Test
    void anArrivalForWhichS3DoesNotAnswerKeepsNoneBesideItFromBeingWorkedOn() {
        arrived(unsequenced(version("1")));
        Arrival undecided = unsequenced(version("2"));
        Arrival first = put("A");
        Arrival last = version("single/" + UUID.randomUUID(), "B");

        beforeQuestion =
                () -> {
                    throw S3Exception.builder().statusCode(503).message("The test says so").build();
                };
        List<Admission> admissions = gate.record(List.of(first, undecided, last), Deadline.none());
        beforeQuestion = () -> {};

        assertThat(admissions.get(1)).isInstanceOf(Admission.Failed.class);
        assertThat(gate.work(admissions.get(0), Deadline.none())).isInstanceOf(Outcome.Completed.class);
        assertThat(gate.work(admissions.get(2), Deadline.none())).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void anArrivalThatCannotBeRecordedKeepsNoneBesideItFromBeingWorkedOn() {
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            arrivals.add(version("single/" + id + "/" + i, "A"));
        }
        jdbc.sql(
                        """
                        CREATE FUNCTION millrace.refuse() RETURNS trigger LANGUAGE plpgsql AS
                          $$ BEGIN RAISE 'The test says so'; END $$;
                        CREATE TRIGGER refuse BEFORE INSERT ON millrace.run FOR EACH ROW
                          WHEN (NEW.object_key LIKE 'single/%/7') EXECUTE FUNCTION millrace.refuse()\
                        """)
                .update();
        List<Admission> admissions = new ArrayList<>(gate.record(arrivals, Deadline.none()));
        jdbc.sql("DROP FUNCTION millrace.refuse CASCADE").update();

        assertThat(admissions).hasSize(10).element(7).isInstanceOf(Admission.Failed.class);
        assertThat(admissions)
                .as("leased, though nobody works on any but the first yet")
                .filteredOn(Admission.Leased.class::isInstance)
                .containsExactly(admissions.getFirst());
        admissions.remove(7);
        assertThat(admissions)
                .allSatisfy(
                        admission ->
                                assertThat(gate.work(admission, Deadline.none()))
                                        .isInstanceOf(Outcome.Completed.class));
        assertThat(arrived(arrivals.get(7))).isInstanceOf(Outcome.Completed.class);
    }

    /// S3 as it is, but the test may do something before and after it says which content is the current one.
    static class InterruptedS3 {

        @Bean
        static BeanPostProcessor interrupted() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof S3Client s3 ? interrupted(s3) : bean;
                }
            };
        }

        private static Object interrupted(S3Client s3) {
            return Proxy.newProxyInstance(
                    S3Client.class.getClassLoader(),
                    new Class<?>[] {S3Client.class},
                    (proxy, method, arguments) -> {
                        boolean question = method.getName().equals("headObject");
                        if (question) {
                            beforeQuestion.run();
                        }
                        try {
                            return method.invoke(s3, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        } finally {
                            if (question) {
                                afterQuestion.run();
                                NewestJob.happen(Moment.S3_HAS_SAID_WHAT_IS_CURRENT, name(arguments[0]));
                            }
                        }
                    });
        }
    }

    /// Under which name a run of the object that S3 was asked for stores its content.
    @SuppressWarnings("unchecked")
    private static String name(Object question) {
        HeadObjectRequest object =
                HeadObjectRequest.builder().applyMutation((Consumer<HeadObjectRequest.Builder>) question).build();
        String key = object.key();
        return key.startsWith("set/")
                ? key.substring("set/".length(), key.lastIndexOf('/'))
                : object.bucket() + "/" + key;
    }

    private void awaitSomebodyWaiting() {
        Awaitility.await()
                .until(
                        () ->
                                jdbc.sql(
                                                "SELECT count(*) FROM pg_stat_activity WHERE datname ="
                                                        + " current_database() AND wait_event_type = 'Lock'")
                                        .query(Long.class)
                                        .single(),
                        waiting -> waiting > 0);
    }

    private static void elsewhere(Runnable task) {
        CompletableFuture.runAsync(task, other -> Thread.ofPlatform().start(other)).join();
    }

    private void sweepSoon() {
        jdbc.sql(
                        "UPDATE millrace.file_set SET due_at = clock_timestamp() WHERE due_at < clock_timestamp() +"
                                + " interval '1 min'")
                .update();
        sweeper.sweep(Deadline.none());
        jdbc.sql("UPDATE millrace.run SET due_at = clock_timestamp() WHERE due_at IS NOT NULL").update();
        sweeper.sweep(Deadline.none());
    }

    private static void failForGood(String name) {
        NewestJob.next(
                Moment.AFTER_READING,
                name,
                () -> {
                    throw new UnreadableObjectException(
                            new ObjectVersion("bucket", "key", null, "x"),
                            FileFault.INVALID_JSON,
                            "the test says so",
                            null);
                });
    }

    private List<RunState> states() {
        return runs.list(new RunFilter(java.util.Set.of(), null, null, null, null, id, true), null, 100).stream()
                .map(run -> run.run().state())
                .toList();
    }

    private Outcome arrived(Arrival arrival) {
        return gate.arrive(arrival, Deadline.none());
    }

    private String single() {
        return SPACE.results() + "/single/" + id;
    }

    private String landed() {
        return SPACE.landing() + "/single/" + id;
    }

    private Arrival put(String content) {
        return put(SPACE.results(), "single/" + id, content);
    }

    private Arrival version(String content) {
        return version("single/" + id, content);
    }

    private Arrival version(String key, String content) {
        return put(SPACE.landing(), key, content);
    }

    private Arrival member(String member, String content) {
        return put(SPACE.results(), "set/" + id + "/" + member, content);
    }

    private Arrival put(String bucket, String key, String content) {
        var stored = s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString(content));
        sequence++;
        return new Arrival(
                new ObjectVersion(bucket, key, stored.versionId(), stored.eTag()),
                content.length(),
                "%04x".formatted(sequence),
                Instant.EPOCH);
    }

    private static Arrival unsequenced(Arrival arrival) {
        return new Arrival(arrival.object(), arrival.size(), null, arrival.announcedAt());
    }

    private void delete() {
        s3.deleteObject(request -> request.bucket(SPACE.results()).key("single/" + id));
    }
}
