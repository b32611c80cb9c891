package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.io.Position;
import io.millrace.notify.Notification;
import io.millrace.run.RunStore.EndedRun;
import io.millrace.run.RunStore.Ending;
import io.millrace.run.RunStore.NewRun;
import io.millrace.run.RunStore.StepAccount;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What every store of runs must keep to.
///
/// Times are compared with times that the same statement has written, or with a wide margin; no test waits for one.
abstract class RunStoreContract {

    static final Duration WAIT = Duration.ofSeconds(60);
    static final Duration BACK_OFF = Duration.ofSeconds(30);
    static final Duration MAX_BACK_OFF = Duration.ofSeconds(100);
    static final int MAX_FAILURES = 5;

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String STEP = "load";
    private static final Reason BAD = new Reason("BAD", "It is bad");
    private static final Reason REPLACED = new Reason("REPLACED", "There is newer content");
    private static final Ending CONTINUES = new Ending(RunState.STARTED, "CONTINUES", null, false);
    private static final Ending COMPLETED = new Ending(RunState.COMPLETED, "COMPLETED", null, false);
    private static final Ending STOPPED = new Ending(RunState.STOPPED, "STOPPED", null, false);
    private static final Ending FAILED = new Ending(RunState.FAILED, "FAILED", BAD, false);
    private static final Ending FAILED_FOR_NOW = new Ending(RunState.FAILED, "FAILED", BAD, true);
    private static final Ending GONE = new Ending(RunState.GONE, "GONE", BAD, false);
    private static final Ending SUPERSEDED = new Ending(RunState.SUPERSEDED, "SUPERSEDED", BAD, false);

    private final String key = "energy/" + UUID.randomUUID();

    abstract RunStore store();

    /// Runs the action in a transaction of the store.
    abstract <T> T inTransaction(Supplier<T> action);

    /// Removes all runs.
    abstract void clear();

    /// As if the run's lease had come to its end without being extended.
    abstract void expire(RunId run);

    /// As if the time had come at which somebody must look at the run.
    abstract void makeDue(RunId run);

    /// Notes at the head of its key that a run has the newest content.
    abstract void isNewest(NewRun run);

    /// Keeps rejects of a run's step.
    abstract void keepRejects(RunId run, String step, int count);

    abstract long notificationsAbout(String text);

    abstract List<Hop> hops(RunId run);

    /// The settings that the store is to be made with.
    static RunSettings settings() {
        return new RunSettings(
                5000,
                0,
                1,
                WAIT,
                Duration.ZERO,
                DataSize.ofMegabytes(16),
                BACK_OFF,
                MAX_BACK_OFF,
                MAX_FAILURES,
                1000,
                5,
                2,
                Duration.ZERO);
    }

    @BeforeEach
    void begin() {
        clear();
    }

    // --- create

    @Test
    void aNewRunIsDueALittleLaterAndNobodyWorksOnIt() {
        store().create(newRun("v1"), null);

        assertThat(find())
                .returns(RunState.STARTED, Run::state)
                .returns(1, Run::attempt)
                .returns(0, Run::hop)
                .returns(0L, Run::fence)
                .returns(1, Run::announcements)
                .returns(null, Run::leaseUntil)
                .returns(null, Run::endedAt)
                .returns(null, Run::reason)
                .returns(0, Run::failures)
                .returns(arrival("v1").object(), Run::object)
                .returns(100L, Run::size)
                .returns(arrival("v1").announcedAt(), Run::announcedAt)
                .returns("energy", Run::job)
                .returns("a route", Run::route)
                .returns(Map.of("unit", "kWh"), Run::parameters);
        assertThat(find().dueAt()).isCloseTo(find().createdAt().plus(WAIT), within(10, ChronoUnit.SECONDS));
        assertThat(hops(id())).isEmpty();
    }

    @Test
    void aRunThatNobodyIsToWorkOnIsKeptWithItsReason() {
        store().create(newRun("v1"), new EndedRun(RunState.SUPERSEDED, REPLACED));

        assertThat(find())
                .returns(RunState.SUPERSEDED, Run::state)
                .returns(REPLACED, Run::reason)
                .returns(null, Run::dueAt);
        assertThat(find().endedAt()).isNotNull();
        assertThat(lease()).isEmpty();
    }

    @Test
    void aRunThatIsThereStaysAsItIs() {
        arrive(LONG);
        Run before = find();

        store().create(newRun("v1"), new EndedRun(RunState.REFUSED, REPLACED));
        store().create(newRun("v1"), null);

        assertThat(find()).isEqualTo(before);
    }

    @Test
    void aRunRemembersItsSet() {
        FileSet set =
                new FileSet(
                        "2026-03-01",
                        List.of(
                                new FileSet.Member("a", arrival("v1").object(), 60),
                                new FileSet.Member("b", arrival("v2").object(), 40)));
        store().create(new NewRun(id(), "energy", "a route", Map.of(), arrival("v1"), set, null), null);

        assertThat(find().files()).isEqualTo(set);
    }

    @Test
    void aRunRemembersItsParentIfThatIsKnown() {
        RunId parent = id("v1");
        store().create(newRun("v1"), null);
        store().create(new NewRun(id("v2"), "energy", "a route", Map.of(), arrival("v2"), null, parent), null);
        store().createLeased(
                        new NewRun(id("v3"), "energy", "a route", Map.of(), arrival("v3"), null, id("no such")),
                        "test",
                        LONG);

        assertThat(find("v2").parent()).isEqualTo(parent);
        assertThat(find("v3").parent()).isNull();
    }

    // --- createLeased

    @Test
    void aRunCanBeMadeAndTakenAtOnce() {
        LeasedRun leased = arrive(LONG);

        assertThat(leased)
                .returns(Hop.Cause.ARRIVED, LeasedRun::cause)
                .returns("test", LeasedRun::owner)
                .returns(true, LeasedRun::isNew)
                .returns(0, LeasedRun::stalled)
                .returns(null, LeasedRun::failedFor);
        assertThat(leased.run())
                .returns(RunState.STARTED, Run::state)
                .returns(1, Run::attempt)
                .returns(1, Run::hop)
                .returns(1L, Run::fence);
        assertThat(leased.run().leaseUntil())
                .isEqualTo(leased.run().dueAt())
                .isCloseTo(leased.run().createdAt().plus(LONG), within(10, ChronoUnit.SECONDS));
        assertThat(store().find(id())).contains(leased.run());
        assertThat(hops(id()))
                .singleElement()
                .returns(1L, Hop::fence)
                .returns("test", Hop::owner)
                .returns(null, Hop::endedAt);
    }

    @Test
    void aRunThatIsThereIsNotMadeAnew() {
        store().create(newRun("v1"), null);

        assertThat(store().createLeased(newRun("v1"), "test", LONG)).isEmpty();
        assertThat(find().leaseUntil()).isNull();
    }

    @Test
    void ofManyWhoMakeARunOneTakesIt() throws Exception {
        assertThat(race(32, () -> store().createLeased(newRun("v1"), "test", LONG))).hasSize(1);
        assertThat(hops(id())).hasSize(1);
    }

    // --- lease

    @Test
    void aRunThatNobodyWorkedOnIsTakenForItsFirstHop() {
        store().create(newRun("v1"), null);

        LeasedRun leased = lease().orElseThrow();

        assertThat(leased)
                .returns(Hop.Cause.ARRIVED, LeasedRun::cause)
                .returns("other", LeasedRun::owner)
                .returns(true, LeasedRun::isNew)
                .returns(0, LeasedRun::stalled);
        assertThat(leased.run()).returns(1, Run::attempt).returns(1, Run::hop).returns(1L, Run::fence);
        assertThat(leased.run().leaseUntil())
                .isCloseTo(leased.run().updatedAt().plus(LONG), within(10, ChronoUnit.SECONDS));
        assertThat(leased.run().dueAt()).isCloseTo(leased.run().updatedAt().plus(LONG), within(10, ChronoUnit.SECONDS));
        assertThat(store().find(id())).contains(leased.run());
    }

    @Test
    void aRunThatIsNotThereIsNotTaken() {
        assertThat(lease()).isEmpty();
    }

    @Test
    void nobodyElseTakesARunWhoseLeaseIsHeld() {
        arrive(LONG);

        assertThat(lease()).isEmpty();
    }

    @Test
    void ofManyWhoWantARunOneTakesIt() throws Exception {
        store().create(newRun("v1"), null);

        assertThat(race(32, this::lease)).hasSize(1);
        assertThat(hops(id())).hasSize(1);
    }

    @Test
    void ofManyWhoWantARunWhoseWorkerDiedOneTakesIt() throws Exception {
        arrive(LONG);
        expire(id());

        assertThat(race(16, this::lease)).singleElement().returns(2L, LeasedRun::fence);
    }

    @Test
    void anExpiredLeaseIsTakenOverAsANewAttempt() {
        arrive(LONG);
        expire(id());

        LeasedRun leased = lease().orElseThrow();

        assertThat(leased).returns(Hop.Cause.RECOVERED, LeasedRun::cause).returns(false, LeasedRun::isNew);
        assertThat(leased.run()).returns(2L, Run::fence).returns(2, Run::attempt).returns(1, Run::hop);
        assertThat(hops(id())).extracting(Hop::cause).containsExactly(Hop.Cause.ARRIVED, Hop.Cause.RECOVERED);
    }

    @Test
    void aContinuationIsAnotherHopOfTheSameAttempt() {
        release(arrive(LONG), CONTINUES);

        LeasedRun leased = lease().orElseThrow();

        assertThat(leased.cause()).isEqualTo(Hop.Cause.CONTINUED);
        assertThat(leased.run()).returns(2L, Run::fence).returns(1, Run::attempt).returns(2, Run::hop);
    }

    @Test
    void aFailureThatMayPassIsTriedAgainAsANewAttempt() {
        release(arrive(LONG), FAILED_FOR_NOW);

        LeasedRun leased = lease().orElseThrow();

        assertThat(leased).returns(Hop.Cause.RETRIED, LeasedRun::cause).returns("BAD", LeasedRun::failedFor);
        assertThat(leased.run())
                .returns(RunState.STARTED, Run::state)
                .returns(2, Run::attempt)
                .returns(1, Run::hop)
                .returns(null, Run::reason)
                .returns(null, Run::endedAt);
        assertThat(release(leased, CONTINUES).orElseThrow()).returns(null, Run::reason);
        assertThat(lease().orElseThrow().failedFor()).isNull();
    }

    @Test
    void aFailureForGoodIsNotTriedAgain() {
        release(arrive(LONG), FAILED);

        assertThat(lease()).isEmpty();
        assertThat(find().reason()).isEqualTo(BAD);
    }

    @ParameterizedTest
    @EnumSource(
            value = RunState.class,
            names = {"STARTED", "STOPPING", "FAILED"},
            mode = Mode.EXCLUDE)
    void aRunThatHasEndedIsNotTaken(RunState state) {
        store().create(newRun("v1"), new EndedRun(state, BAD));

        assertThat(lease()).isEmpty();
        assertThat(find().state()).isEqualTo(state);
    }

    @Test
    void aRunThatIsToStopIsNotTakenAlthoughItsWorkerDied() {
        arrive(LONG);
        store().requestStop(id());
        expire(id());

        assertThat(lease()).isEmpty();
    }

    @Test
    void nobodyWaitsForARunThatIsJustChanged() {
        arrive(LONG);
        expire(id());

        inTransaction(
                () -> {
                    store().announcedAgain(id());
                    assertThat(promptly(this::lease)).isEmpty();
                    return true;
                });

        assertThat(lease()).isPresent();
    }

    @Test
    void hopsWithoutProgressAreCounted() {
        LeasedRun leased = arrive(LONG);
        for (int stalled = 1; stalled <= 3; stalled++) {
            release(leased, CONTINUES);
            leased = lease().orElseThrow();
            assertThat(leased.stalled()).isEqualTo(stalled);
        }
        expire(id());
        leased = lease().orElseThrow();
        assertThat(leased.stalled()).as("a death without progress counts as well").isEqualTo(4);

        save(leased, checkpoint(10));
        release(leased, CONTINUES);

        leased = lease().orElseThrow();
        assertThat(leased.stalled()).isZero();
        release(leased, CONTINUES);
        assertThat(lease().orElseThrow().stalled()).as("what was done before is no progress").isEqualTo(1);
    }

    @Test
    void theEndOfAStepIsProgressAlsoWithoutRecords() {
        LeasedRun leased = arrive(LONG);
        release(leased, CONTINUES);
        leased = lease().orElseThrow();
        Position start = Position.START;
        save(leased, new Checkpoint(start, Totals.NONE, 0, 0, true, null, Duration.ZERO));
        release(leased, CONTINUES);

        assertThat(lease().orElseThrow().stalled()).isZero();
    }

    @Test
    void aFailureNeitherCountsAsStalledNorForgivesIt() {
        release(arrive(LONG), CONTINUES);
        release(lease().orElseThrow(), FAILED_FOR_NOW);

        assertThat(lease().orElseThrow().stalled()).isEqualTo(1);
    }

    // --- announcedAgain

    @Test
    void aRunThatFindsItsObjectGoneLooksAgainIfItWasAnnouncedMeanwhile() {
        for (Ending ending : List.of(GONE, SUPERSEDED)) {
            clear();
            LeasedRun leased = arrive(LONG);
            store().announcedAgain(id());

            Run run = release(leased, ending).orElseThrow();

            assertThat(run)
                    .returns(RunState.STARTED, Run::state)
                    .returns(2, Run::announcements)
                    .returns(null, Run::leaseUntil)
                    .returns(null, Run::endedAt);
            assertThat(run.dueAt()).isCloseTo(run.updatedAt().plus(WAIT), within(10, ChronoUnit.SECONDS));
            LeasedRun again = lease().orElseThrow();
            assertThat(release(again, ending).orElseThrow().state()).as("once is enough").isEqualTo(ending.state());
            assertThat(find().dueAt()).isNull();
        }
    }

    @Test
    void aRunThatEndsOtherwiseDoesNotLookAgain() {
        LeasedRun leased = arrive(LONG);
        store().announcedAgain(id());

        assertThat(release(leased, COMPLETED).orElseThrow().state()).isEqualTo(RunState.COMPLETED);
    }

    @Test
    void whatFailedForGoodIsTriedAgainWhenItsContentIsAnnouncedAgain() {
        release(arrive(LONG), CONTINUES);
        release(lease().orElseThrow(), FAILED);

        store().announcedAgain(id());

        assertThat(find()).returns(RunState.FAILED, Run::state).returns(0, Run::failures);
        assertThat(find().dueAt()).isCloseTo(Instant.now().plus(WAIT), within(30, ChronoUnit.SECONDS));
        LeasedRun leased = lease().orElseThrow();
        assertThat(leased).returns(Hop.Cause.RETRIED, LeasedRun::cause).returns(0, LeasedRun::stalled);
    }

    @ParameterizedTest
    @EnumSource(
            value = RunState.class,
            names = {"COMPLETED", "STOPPED", "ABANDONED", "REFUSED", "GONE", "SUPERSEDED"})
    void anAnnouncementChangesNothingElseOfARunThatHasEnded(RunState state) {
        store().create(newRun("v1"), new EndedRun(state, BAD));

        store().announcedAgain(id());

        assertThat(find()).returns(state, Run::state).returns(null, Run::dueAt).returns(2, Run::announcements);
        assertThat(lease()).isEmpty();
    }

    // --- supersede

    @Test
    void newerContentTakesAllThatIsNotDoneOutOfTheWay() {
        release(arrive("completed", LONG), COMPLETED);
        release(arrive("failed", LONG), FAILED);
        release(arrive("to be tried again", LONG), FAILED_FOR_NOW);
        release(arrive("stopped", LONG), STOPPED);
        release(arrive("gone", LONG), GONE);
        arrive("worked on", LONG);
        arrive("to stop", LONG);
        store().requestStop(id("to stop"));
        store().create(newRun("due"), null);
        store().create(newRun("newer"), null);

        supersede("newer");

        for (String version : List.of("failed", "to be tried again", "stopped", "worked on", "to stop", "due")) {
            assertThat(find(version))
                    .as(version)
                    .returns(RunState.SUPERSEDED, Run::state)
                    .returns(REPLACED, Run::reason)
                    .returns(null, Run::leaseUntil)
                    .returns(null, Run::dueAt);
            assertThat(find(version).endedAt()).isNotNull();
            assertThat(store().lease(id(version), "other", LONG)).isEmpty();
            assertThat(store().restart(id(version))).isEmpty();
        }
        assertThat(find("completed").state()).isEqualTo(RunState.COMPLETED);
        assertThat(find("gone")).returns(RunState.GONE, Run::state).returns(BAD, Run::reason);
        assertThat(find("newer").state()).isEqualTo(RunState.STARTED);
        assertThat(hops(id("worked on")))
                .singleElement()
                .returns("SUPERSEDED", Hop::outcome)
                .returns(REPLACED, Hop::reason)
                .satisfies(hop -> assertThat(hop.endedAt()).isNotNull());
        assertThat(hops(id("failed"))).singleElement().returns("FAILED", Hop::outcome);
    }

    @Test
    void newerContentOfAKeyLeavesOtherKeysAndSetsAlone() {
        String other = key + "/other";
        Arrival elsewhere = new Arrival(new ObjectVersion("landing", other, "v1", null), 1, null, Instant.EPOCH);
        Arrival inOtherBucket = new Arrival(new ObjectVersion("second", key, "v1", null), 1, null, Instant.EPOCH);
        for (Arrival arrival : List.of(elsewhere, inOtherBucket)) {
            store().create(new NewRun(arrival.runId(), "energy", "a route", Map.of(), arrival, null, null), null);
        }
        FileSet set = new FileSet("a set", List.of(new FileSet.Member("a", arrival("in set").object(), 1)));
        store().create(new NewRun(id("in set"), "energy", "a route", Map.of(), arrival("in set"), set, null), null);

        supersede("newer");

        assertThat(List.of(elsewhere.runId(), inOtherBucket.runId(), id("in set")))
                .allSatisfy(run -> assertThat(store().find(run).orElseThrow().state()).isEqualTo(RunState.STARTED));
    }

    @Test
    void theWorkerOnASupersededRunCanDoNothingMore() {
        LeasedRun leased = arrive(LONG);

        supersede("newer");

        assertCanDoNothing(leased);
    }

    /// It may be writing to another store, and has not noticed.
    @Test
    void nobodyWorksOnNewerContentBeforeTheWorkerOnOlderContentHasNoticed() {
        LeasedRun older = arrive(LONG);
        Instant leaseEnds = find().leaseUntil();

        replaceBy("newer");

        assertThat(find("newer")).returns(leaseEnds, Run::dueAt);
        assertThat(store().lease(id("newer"), "other", LONG)).isEmpty();
        assertThat(store().letGo(older)).contains(id("newer"));
        assertThat(store().claimDue(10)).containsExactly(id("newer"));
        assertThat(store().lease(id("newer"), "other", LONG)).isPresent();
        assertThat(store().letGo(older)).as("nobody waits any more").isEmpty();
    }

    @Test
    void theNewestContentWaitsForTheWorkerOnTheOldestToo() {
        arrive(LONG);
        Instant leaseEnds = find().leaseUntil();
        replaceBy("newer");

        replaceBy("newest");

        assertThat(find("newest")).returns(leaseEnds, Run::dueAt);
        assertThat(store().lease(id("newest"), "other", LONG)).isEmpty();
    }

    @Test
    void newerContentWaitsNoLongerThanTheLease() {
        arrive(Duration.ofMillis(300));

        replaceBy("newer");

        await().untilAsserted(() -> assertThat(store().lease(id("newer"), "other", LONG)).isPresent());
    }

    @Test
    void newerContentDoesNotWaitForAWorkerThatDiedOrGaveItsLeaseBack() {
        arrive("died", LONG);
        expire(id("died"));
        release(arrive("gave back", LONG), CONTINUES);

        replaceBy("newer");

        assertThat(find("newer").dueAt()).isAfter(Instant.now().plus(WAIT).minusSeconds(30));
        assertThat(store().lease(id("newer"), "other", LONG)).isPresent();
    }

    @Test
    void newerContentThatWasStoppedMeanwhileIsNotLetGo() {
        LeasedRun older = arrive(LONG);
        replaceBy("newer");
        store().requestStop(id("newer"));

        assertThat(store().letGo(older)).isEmpty();

        assertThat(find("newer")).returns(RunState.STOPPED, Run::state).returns(null, Run::dueAt);
    }

    @Test
    void onlyTheWorkerThatNewerContentWaitsForLetsItGo() {
        LeasedRun died = arrive("died", LONG);
        expire(id("died"));
        LeasedRun successor = store().lease(id("died"), "other", LONG).orElseThrow();
        expire(id("died"));
        replaceBy("older");
        LeasedRun older = store().lease(id("older"), "other", LONG).orElseThrow();
        replaceBy("newer");

        assertThat(store().letGo(successor)).as("of a run that nobody waits for").isEmpty();
        assertThat(store().lease(id("newer"), "other", LONG)).isEmpty();
        assertThat(store().letGo(older)).contains(id("newer"));

        LeasedRun lost = arrive("lost", LONG);
        expire(id("lost"));
        assertThat(store().lease(id("lost"), "other", LONG)).isPresent();
        replaceBy("newest");
        assertThat(store().letGo(lost)).as("who had lost the run before").isEmpty();
        assertThat(store().letGo(died)).isEmpty();
    }

    @Test
    void newerContentWaitsForTheChunkThatIsJustCommitted() throws Exception {
        LeasedRun leased = arrive(LONG);

        duringTransaction(() -> save(leased, checkpoint(10)), () -> supersede("newer")).get(1, TimeUnit.MINUTES);

        assertThat(find().state()).isEqualTo(RunState.SUPERSEDED);
        assertThat(store().checkpoint(id(), STEP)).isEqualTo(checkpoint(10));
        assertCanDoNothing(leased, checkpoint(10));
    }

    @Test
    void aRunThatCompletesWhileNewerContentArrivesIsCompleted() throws Exception {
        LeasedRun leased = arrive(LONG);

        duringTransaction(() -> release(leased, COMPLETED), () -> supersede("newer")).get(1, TimeUnit.MINUTES);

        assertThat(find()).returns(RunState.COMPLETED, Run::state).returns(null, Run::reason);
    }

    @Test
    void aChunkThatIsCommittedWhileNewerContentArrivesIsNot() throws Exception {
        LeasedRun leased = arrive(LONG);

        CompletableFuture<Void> saving =
                duringTransaction(() -> supersede("newer"), () -> save(leased, checkpoint(10)));

        assertThat(saving)
                .failsWithin(1, TimeUnit.MINUTES)
                .withThrowableThat()
                .withCauseInstanceOf(LeaseLostException.class);
        assertThat(store().checkpoint(id(), STEP)).isEqualTo(Checkpoint.START);
    }

    // --- renew, save

    @Test
    void aLeaseIsExtended() {
        LeasedRun leased = arrive(Duration.ofSeconds(1));

        assertThat(store().renew(leased, LONG)).isTrue();

        assertThat(find().leaseUntil()).isCloseTo(find().createdAt().plus(LONG), within(30, ChronoUnit.SECONDS));
    }

    @Test
    void anExpiredLeaseThatNobodyTookIsStillGood() {
        LeasedRun leased = arrive(LONG);
        expire(id());

        assertThat(save(leased, checkpoint(10))).isFalse();
        expire(id());
        assertThat(store().renew(leased, LONG)).isTrue();
        assertThat(lease()).isEmpty();
    }

    @Test
    void thePreviousOwnerCanDoNothingAfterATakeover() {
        LeasedRun leased = arrive(LONG);
        expire(id());
        assertThat(store().lease(id(), leased.owner(), LONG)).isPresent();

        assertCanDoNothing(leased);
    }

    /// As after a fail-over of the store to a copy that was a little behind.
    @Test
    void nobodyCanDoAnythingWithTheRightFenceAndAnotherName() {
        LeasedRun leased = arrive(LONG);
        LeasedRun stranger =
                new LeasedRun(
                        leased.run(),
                        "stranger",
                        leased.execution(),
                        leased.instance(),
                        leased.cause(),
                        leased.stalled(),
                        leased.failedFor());

        assertCanDoNothing(stranger);
        assertThat(save(leased, checkpoint(10))).isFalse();
    }

    @Test
    void aLeaseThatWasGivenBackIsGoodForNothing() {
        LeasedRun leased = arrive(LONG);
        release(leased, CONTINUES);

        assertCanDoNothing(leased);
    }

    @Test
    void savesTheLatestCheckpointOfEachStep() {
        LeasedRun leased = arrive(LONG);
        Checkpoint done =
                new Checkpoint(
                        new Position("lines", 7, 3), new Totals(3, 1, 1, 1), 7, 7, true, null, Duration.ofMillis(1234));

        save(leased, checkpoint(10));
        save(leased, checkpoint(25));
        inTransaction(() -> store().save(leased, "other", 2, done, LONG));

        assertThat(store().checkpoint(id(), STEP)).isEqualTo(checkpoint(25));
        assertThat(store().checkpoint(id(), "other")).isEqualTo(done);
        assertThat(store().checkpoint(id("no such"), STEP)).isEqualTo(Checkpoint.START);
    }

    @Test
    void aCheckpointGoesWithItsTransaction() {
        LeasedRun leased = arrive(LONG);

        assertThatThrownBy(
                        () ->
                                inTransaction(
                                        () -> {
                                            save(leased, checkpoint(10));
                                            throw new IllegalStateException("The chunk fails");
                                        }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(store().checkpoint(id(), STEP)).isEqualTo(Checkpoint.START);
    }

    @Test
    void aCheckpointExtendsTheLeaseByNoMoreThanIsAskedFor() {
        LeasedRun leased = arrive(Duration.ofSeconds(1));

        inTransaction(() -> store().save(leased, STEP, 1, checkpoint(10), LONG));
        assertThat(find().leaseUntil()).isCloseTo(find().updatedAt().plus(LONG), within(10, ChronoUnit.SECONDS));

        inTransaction(() -> store().save(leased, STEP, 1, checkpoint(20), BACK_OFF));
        assertThat(find().leaseUntil()).isCloseTo(find().updatedAt().plus(BACK_OFF), within(10, ChronoUnit.SECONDS));
    }

    @Test
    void accountsTellWhatEachStepSaysAndHowManyRejectsAreKept() {
        LeasedRun leased = arrive(LONG);
        inTransaction(() -> store().save(leased, "z", 1, checkpoint(10), LONG));
        inTransaction(() -> store().save(leased, "a", 2, checkpoint(20), LONG));
        keepRejects(id(), "z", 3);

        assertThat(store().accounts(id()))
                .containsExactly(new StepAccount("z", checkpoint(10), 3), new StepAccount("a", checkpoint(20), 0));
        inTransaction(() -> store().save(leased, "z", 1, checkpoint(30), LONG));
        assertThat(store().accounts(id())).extracting(StepAccount::step).containsExactly("a", "z");
        assertThat(store().accounts(id("no such"))).isEmpty();
    }

    @Test
    void anAccountIsBalancedIfItIsDoneAndNothingIsMissing() {
        Totals totals = new Totals(10, 7, 2, 1);
        assertThat(account(totals, true, 1).balanced()).isTrue();
        assertThat(account(totals, false, 1).balanced()).as("not read to the end").isFalse();
        assertThat(account(totals, true, 0).balanced()).as("a reject is lost").isFalse();
        assertThat(account(totals, true, 2).balanced()).as("a reject too many").isFalse();
        assertThat(account(new Totals(10, 6, 2, 1), true, 1).balanced()).as("a record is lost").isFalse();
        assertThat(account(new Totals(10, 8, 2, 1), true, 1).balanced()).as("a record too many").isFalse();
        assertThat(account(new Totals(10, 6, 2, 1), false, 1))
                .hasToString("step load read 10 (not to the end), written 6, filtered 2, rejected 1, rejects kept 1");
    }

    private static StepAccount account(Totals totals, boolean done, long rejects) {
        Position position = new Position("lines", 0, totals.read());
        return new StepAccount(STEP, new Checkpoint(position, totals, 0, 0, done, null, Duration.ZERO), rejects);
    }

    // --- release

    @Test
    void aRunToBeContinuedIsDueALittleLater() {
        LeasedRun leased = arrive(LONG);
        inTransaction(() -> store().save(leased, STEP, 1, checkpoint(10), LONG));
        inTransaction(() -> store().save(leased, "other", 2, checkpoint(10), LONG));

        Run run = release(leased, CONTINUES).orElseThrow();

        assertThat(run)
                .returns(RunState.STARTED, Run::state)
                .returns(null, Run::leaseUntil)
                .returns(null, Run::endedAt)
                .returns(2L, Run::rejected);
        assertThat(run.dueAt()).isCloseTo(run.updatedAt().plus(WAIT), within(10, ChronoUnit.SECONDS));
        assertThat(store().find(id())).contains(run);
        assertThat(hops(id())).singleElement().returns("CONTINUES", Hop::outcome).returns(null, Hop::reason);
    }

    @Test
    void aRunThatHasEndedIsNotDueAnyMore() {
        for (Ending ending : List.of(COMPLETED, STOPPED, FAILED, GONE, SUPERSEDED)) {
            clear();
            Run run = release(arrive(LONG), ending).orElseThrow();

            assertThat(run)
                    .as(ending.toString())
                    .returns(ending.state(), Run::state)
                    .returns(ending.reason(), Run::reason)
                    .returns(null, Run::leaseUntil)
                    .returns(null, Run::dueAt);
            assertThat(run.endedAt()).isNotNull();
            assertThat(hops(id()))
                    .singleElement()
                    .returns(ending.outcome(), Hop::outcome)
                    .returns(ending.reason(), Hop::reason)
                    .satisfies(hop -> assertThat(hop.endedAt()).isNotNull());
        }
    }

    @Test
    void aRunThatFailsAgainAndAgainWaitsForLongerEachTimeAndThenForGood() {
        List<Duration> waits = new ArrayList<>();
        LeasedRun leased = arrive(LONG);
        for (int failures = 1; failures < MAX_FAILURES; failures++) {
            Run run = release(leased, FAILED_FOR_NOW).orElseThrow();
            assertThat(run).returns(RunState.FAILED, Run::state).returns(failures, Run::failures);
            waits.add(Duration.between(run.updatedAt(), run.dueAt()));
            leased = lease().orElseThrow();
        }
        assertThat(waits)
                .zipSatisfy(
                        List.of(BACK_OFF, BACK_OFF.multipliedBy(2), MAX_BACK_OFF, MAX_BACK_OFF),
                        (waited, expected) -> assertThat(waited).isCloseTo(expected, Duration.ofSeconds(5)));

        Run run = release(leased, FAILED_FOR_NOW).orElseThrow();

        assertThat(run)
                .returns(RunState.FAILED, Run::state)
                .returns(MAX_FAILURES, Run::failures)
                .returns(null, Run::dueAt);
        assertThat(lease()).isEmpty();
    }

    @Test
    void aHopThatGetsOnForgivesFailures() {
        release(arrive(LONG), FAILED_FOR_NOW);
        release(lease().orElseThrow(), FAILED_FOR_NOW);

        assertThat(release(lease().orElseThrow(), CONTINUES).orElseThrow().failures()).isZero();

        Run run = release(lease().orElseThrow(), FAILED_FOR_NOW).orElseThrow();
        assertThat(Duration.between(run.updatedAt(), run.dueAt())).isCloseTo(BACK_OFF, Duration.ofSeconds(5));
    }

    @Test
    void aReasonIsKeptWhateverIsInIt() {
        Ending ending =
                new Ending(
                        RunState.FAILED, "FAILED", new Reason("BAD", "NUL \0, and long: " + "x".repeat(99_999)), false);

        Run run = release(arrive(LONG), ending).orElseThrow();

        assertThat(run.reason()).extracting(Reason::text).asString().startsWith("NUL ␀, and long: xxx");
    }

    @Test
    void notificationsAreKeptOnlyWithTheHopThatOwnedTheRun() {
        LeasedRun first = arrive(LONG);
        expire(id());
        LeasedRun second = lease().orElseThrow();
        List<Notification> raised = List.of(new Notification("test", "About " + key, "Body"));

        assertThat(store().release(first, COMPLETED, raised)).isEmpty();
        assertThat(notificationsAbout(key)).isZero();

        assertThat(store().release(second, COMPLETED, raised)).isPresent();
        assertThat(notificationsAbout(key)).isOne();
    }

    // --- requestStop

    @Test
    void aRunAtWorkIsToldToStopWithItsNextCheckpoint() {
        LeasedRun leased = arrive(LONG);
        Run before = find();

        assertThat(store().requestStop(id()).orElseThrow())
                .returns(RunState.STOPPING, Run::state)
                .returns(before.fence(), Run::fence)
                .returns(before.leaseUntil(), Run::leaseUntil)
                .returns(before.dueAt(), Run::dueAt)
                .returns(null, Run::endedAt);

        assertThat(store().requestStop(id())).as("once is enough").isEmpty();
        assertThat(store().renew(leased, LONG)).isTrue();
        assertThat(save(leased, checkpoint(10))).isTrue();
        assertThat(release(leased, STOPPED).orElseThrow().state()).isEqualTo(RunState.STOPPED);
    }

    @Test
    void aStopThatComesWithTheLastChunkOfAHopStopsTheRunBetweenTheHops() {
        LeasedRun leased = arrive(LONG);
        store().requestStop(id());

        Run run = release(leased, CONTINUES).orElseThrow();

        assertThat(run).returns(RunState.STOPPED, Run::state).returns(null, Run::dueAt);
        assertThat(run.endedAt()).isNotNull();
        assertThat(lease()).isEmpty();
    }

    @Test
    void aRunThatIsToStopIsNotTriedAgainAfterAFailure() {
        LeasedRun leased = arrive(LONG);
        store().requestStop(id());

        Run run = release(leased, FAILED_FOR_NOW).orElseThrow();

        assertThat(run).returns(RunState.STOPPED, Run::state).returns(BAD, Run::reason).returns(null, Run::dueAt);
        assertThat(lease()).isEmpty();
        assertThat(store().restart(id())).isPresent();
    }

    @Test
    void aRunThatIsToStopDoesNotLookAgainForAnObjectThatIsBack() {
        LeasedRun leased = arrive(LONG);
        store().announcedAgain(id());
        store().requestStop(id());

        assertThat(release(leased, GONE).orElseThrow()).returns(RunState.STOPPED, Run::state).returns(null, Run::dueAt);
    }

    @Test
    void aRunThatIsToStopEndsAsItEnds() {
        for (Ending ending : List.of(COMPLETED, FAILED, GONE)) {
            clear();
            LeasedRun leased = arrive(LONG);
            store().requestStop(id());

            assertThat(release(leased, ending).orElseThrow().state()).isEqualTo(ending.state());
        }
    }

    @Test
    void aRunThatNobodyWorksOnStopsAtOnce() {
        store().create(newRun("v1"), null);

        assertThat(store().requestStop(id()).orElseThrow())
                .returns(RunState.STOPPED, Run::state)
                .returns(null, Run::dueAt)
                .satisfies(run -> assertThat(run.endedAt()).isNotNull());
        assertThat(lease()).isEmpty();
    }

    @Test
    void aRunWhoseWorkerDiedStopsAtOnceAndTheWorkerCanDoNothingIfItComesBack() {
        LeasedRun leased = arrive(LONG);
        expire(id());

        assertThat(store().requestStop(id()).orElseThrow())
                .returns(RunState.STOPPED, Run::state)
                .returns(leased.fence() + 1, Run::fence)
                .returns(null, Run::leaseUntil)
                .returns(null, Run::dueAt);

        assertCanDoNothing(leased);
    }

    @ParameterizedTest
    @EnumSource(
            value = RunState.class,
            names = {"STARTED", "STOPPING"},
            mode = Mode.EXCLUDE)
    void aRunThatHasEndedCannotBeStopped(RunState state) {
        store().create(newRun("v1"), new EndedRun(state, BAD));

        assertThat(store().requestStop(id())).isEmpty();
        assertThat(store().requestStop(id("no such"))).isEmpty();
    }

    // --- restart, abandon

    @Test
    void aFailedOrStoppedRunBeginsANewAttemptThatIsDueAtOnce() {
        for (Ending ending : List.of(FAILED, FAILED_FOR_NOW, STOPPED)) {
            clear();
            release(arrive(LONG), CONTINUES);
            LeasedRun second = lease().orElseThrow();
            assertThat(second.stalled()).isEqualTo(1);
            release(second, ending);

            Run run = store().restart(id()).orElseThrow();

            assertThat(run)
                    .returns(RunState.STARTED, Run::state)
                    .returns(2, Run::attempt)
                    .returns(0, Run::failures)
                    .returns(null, Run::endedAt);
            assertThat(store().claimDue(10)).containsExactly(id());
            LeasedRun leased = lease().orElseThrow();
            assertThat(leased)
                    .returns(Hop.Cause.RESTARTED, LeasedRun::cause)
                    .returns(0, LeasedRun::stalled)
                    .returns(3L, LeasedRun::fence);
            assertThat(leased.run()).returns(2, Run::attempt).returns(1, Run::hop);
        }
    }

    @Test
    void ofManyWhoRestartARunOneDoes() throws Exception {
        release(arrive(LONG), FAILED);

        assertThat(race(16, () -> store().restart(id()))).hasSize(1);
        assertThat(find().attempt()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = RunState.class,
            names = {"STOPPED", "FAILED", "STOPPING"},
            mode = Mode.EXCLUDE)
    void nothingElseIsRestartedOrAbandoned(RunState state) {
        store().create(newRun("v1"), state == RunState.STARTED ? null : new EndedRun(state, BAD));
        Run before = find();

        assertThat(store().restart(id())).isEmpty();
        assertThat(store().abandon(id())).isEmpty();
        assertThat(store().restart(id("no such"))).isEmpty();
        assertThat(store().abandon(id("no such"))).isEmpty();
        assertThat(find()).isEqualTo(before);
    }

    @Test
    void aFailedOrStoppedRunCanBeGivenUp() {
        for (Ending ending : List.of(FAILED, FAILED_FOR_NOW, STOPPED)) {
            clear();
            release(arrive(LONG), ending);

            assertThat(store().abandon(id()).orElseThrow())
                    .returns(RunState.ABANDONED, Run::state)
                    .returns(null, Run::dueAt)
                    .satisfies(run -> assertThat(run.endedAt()).isNotNull());
            assertThat(lease()).isEmpty();
            assertThat(store().restart(id())).isEmpty();
        }
    }

    // --- claimDue

    @Test
    void claimsRunsThatAreDueTheOldestFirst() {
        List<String> versions = List.of("a", "b", "c", "d");
        versions.forEach(version -> store().create(newRun(version), null));
        List.of("c", "a", "d").forEach(version -> makeDue(id(version)));

        assertThat(store().claimDue(2)).containsExactly(id("c"), id("a"));
        assertThat(store().claimDue(2)).containsExactly(id("d"));
        assertThat(store().claimDue(2)).isEmpty();
    }

    @Test
    void aRunThatWasClaimedIsDueAgainAfterAWhile() {
        store().create(newRun("v1"), null);
        makeDue(id());
        Instant before = Objects.requireNonNull(find().dueAt());

        store().claimDue(10);

        assertThat(find().dueAt()).isCloseTo(before.plus(WAIT), within(30, ChronoUnit.SECONDS));
        assertThat(find().state()).isEqualTo(RunState.STARTED);
        makeDue(id());
        assertThat(store().claimDue(10)).containsExactly(id());
    }

    @Test
    void claimsWhatIsToBeTriedAgainAndWhatAWorkerThatDiedHasLeft() {
        release(arrive("to be tried again", LONG), FAILED_FOR_NOW);
        makeDue(id("to be tried again"));
        arrive("left", LONG);
        expire(id("left"));
        makeDue(id("left"));
        release(arrive("to be continued", LONG), CONTINUES);
        makeDue(id("to be continued"));

        assertThat(store().claimDue(10)).containsExactly(id("to be tried again"), id("left"), id("to be continued"));
        assertThat(find("to be tried again").state()).isEqualTo(RunState.FAILED);
        assertThat(store().lease(id("left"), "other", LONG).orElseThrow().cause()).isEqualTo(Hop.Cause.RECOVERED);
    }

    @Test
    void aRunThatIsWorkedOnIsPutOffToTheEndOfItsLease() {
        LeasedRun leased = arrive(LONG);
        makeDue(id());

        assertThat(store().claimDue(10)).isEmpty();

        assertThat(find())
                .returns(find().leaseUntil(), Run::dueAt)
                .returns(RunState.STARTED, Run::state)
                .returns(1L, Run::fence);
        assertThat(save(leased, checkpoint(10))).isFalse();
    }

    @Test
    void aRunWhoseWorkerDiedBeforeItStoppedIsStopped() {
        LeasedRun leased = arrive(LONG);
        store().requestStop(id());
        makeDue(id());
        assertThat(store().claimDue(10)).isEmpty();
        assertThat(find().state()).as("as long as it may be alive").isEqualTo(RunState.STOPPING);

        expire(id());
        makeDue(id());
        assertThat(store().claimDue(10)).isEmpty();

        assertThat(find())
                .returns(RunState.STOPPED, Run::state)
                .returns(leased.fence() + 1, Run::fence)
                .returns(null, Run::leaseUntil)
                .returns(null, Run::dueAt);
        assertThat(find().endedAt()).isNotNull();
        assertCanDoNothing(leased);
    }

    @Test
    void whatEndedIsNeverClaimed() {
        release(arrive("completed", LONG), COMPLETED);
        release(arrive("failed", LONG), FAILED);
        release(arrive("stopped", LONG), STOPPED);

        assertThat(store().claimDue(10)).isEmpty();
    }

    @Test
    void ofManyWhoClaimEachRunIsOnes() throws Exception {
        List<RunId> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            store().create(newRun("v" + i), null);
            makeDue(id("v" + i));
            all.add(id("v" + i));
        }

        List<List<RunId>> claims = race(16, () -> Optional.of(claimAll()));

        assertThat(claims.stream().flatMap(Collection::stream)).containsExactlyInAnyOrderElementsOf(all);
    }

    private List<RunId> claimAll() {
        return Stream.generate(() -> store().claimDue(7))
                .takeWhile(some -> !some.isEmpty())
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void aClaimDoesNotWaitForARunThatIsJustChanged() {
        List.of("changed", "other").forEach(version -> store().create(newRun(version), null));
        List.of("changed", "other").forEach(version -> makeDue(id(version)));

        inTransaction(
                () -> {
                    store().announcedAgain(id("changed"));
                    assertThat(promptly(() -> store().claimDue(10))).containsExactly(id("other"));
                    return true;
                });

        assertThat(store().claimDue(10)).containsExactly(id("changed"));
    }

    // --- the tests' own words

    private LeasedRun arrive(Duration lease) {
        return arrive("v1", lease);
    }

    private LeasedRun arrive(String version, Duration lease) {
        return store().createLeased(newRun(version), "test", lease).orElseThrow();
    }

    private Optional<LeasedRun> lease() {
        return store().lease(id(), "other", LONG);
    }

    private NewRun newRun(String version) {
        Arrival arrival = arrival(version);
        return new NewRun(arrival.runId(), "energy", "a route", Map.of("unit", "kWh"), arrival, null, null);
    }

    private Arrival arrival(String version) {
        return new Arrival(
                new ObjectVersion("landing", key, version, "abc"),
                100,
                null,
                Instant.parse("2026-03-01T12:00:00.123Z"));
    }

    private RunId id() {
        return id("v1");
    }

    private RunId id(String version) {
        return arrival(version).runId();
    }

    private Run find() {
        return find("v1");
    }

    private Run find(String version) {
        return store().find(id(version)).orElseThrow();
    }

    /// Another version arrives after all that is known of the key.
    private void replaceBy(String version) {
        store().create(newRun(version), null);
        isNewest(newRun(version));
        supersede(version);
    }

    private void supersede(String by) {
        store().supersede("landing", key, id(by), REPLACED);
    }

    private Optional<Run> release(LeasedRun run, Ending ending) {
        return store().release(run, ending, List.of());
    }

    private boolean save(LeasedRun run, Checkpoint checkpoint) {
        return inTransaction(() -> store().save(run, STEP, run.execution(), checkpoint, LONG));
    }

    private static Checkpoint checkpoint(long records) {
        return new Checkpoint(
                new Position("lines", records * 100, records),
                new Totals(records, records - 3, 2, 1),
                records * 100,
                100_000,
                false,
                "{\"seen\":1}",
                Duration.ofMillis(17));
    }

    private void assertCanDoNothing(LeasedRun run) {
        assertCanDoNothing(run, Checkpoint.START);
    }

    private void assertCanDoNothing(LeasedRun run, Checkpoint saved) {
        Run before = store().find(run.id()).orElseThrow();
        assertThat(store().renew(run, LONG)).isFalse();
        assertThat(store().release(run, COMPLETED, List.of())).isEmpty();
        assertThatThrownBy(() -> save(run, checkpoint(99))).isInstanceOf(LeaseLostException.class);
        assertThat(store().checkpoint(run.id(), STEP)).isEqualTo(saved);
        assertThat(store().find(run.id())).contains(before);
    }

    /// Does something in another thread, which must not wait for the caller's transaction.
    private static <T> T promptly(Supplier<T> action) {
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(action, task -> Thread.ofVirtual().start(task));
        assertThat(answer).as("it waits for the transaction of somebody else").succeedsWithin(1, TimeUnit.MINUTES);
        return answer.join();
    }

    /// Does one thing in a transaction and begins another one meanwhile, which has to wait for the transaction's end:
    /// it waits when the transaction is committed.
    private CompletableFuture<Void> duringTransaction(Runnable first, Runnable second) {
        return inTransaction(
                () -> {
                    first.run();
                    CompletableFuture<Void> waiting =
                            CompletableFuture.runAsync(second, task -> Thread.ofVirtual().start(task));
                    awaitSomebodyWaits();
                    return waiting;
                });
    }

    /// Returns when somebody waits for the caller's transaction.
    abstract void awaitSomebodyWaits();

    private static <T> List<T> race(int racers, Supplier<Optional<T>> action) throws Exception {
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
            List<T> successes = new ArrayList<>();
            for (Future<Optional<T>> result : results) {
                result.get().ifPresent(successes::add);
            }
            return successes;
        }
    }
}
