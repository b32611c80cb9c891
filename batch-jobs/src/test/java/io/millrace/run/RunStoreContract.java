package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.io.Position;
import io.millrace.notify.Notification;
import io.millrace.run.RunStore.Ending;
import io.millrace.run.RunStore.NewRun;
import io.millrace.run.RunStore.Taken;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// What every store of runs must keep to.
abstract class RunStoreContract {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration NONE = Duration.ZERO;
    private static final Ending CONTINUES = new Ending(RunState.STARTED, "CONTINUES", null, false);
    private static final Ending COMPLETED = new Ending(RunState.COMPLETED, "COMPLETED", null, false);

    private final String key = "energy/" + UUID.randomUUID();

    abstract RunStore store();

    /// Runs the action in a transaction of the store.
    abstract <T> T inTransaction(Supplier<T> action);

    @Test
    void theFirstDeliveryTakesTheRun() {
        Taken taken = arrive(LONG).orElseThrow();

        assertThat(taken.cause()).isEqualTo(Hop.Cause.ARRIVED);
        assertThat(taken.run())
                .returns(RunState.STARTED, Run::state)
                .returns(1, Run::attempt)
                .returns(1, Run::hop)
                .returns(1L, Run::fence)
                .returns(Map.of("unit", "kWh"), Run::parameters);
        assertThat(store().find(id())).contains(taken.run());
    }

    @Test
    void anotherDeliveryDoesNotWhileTheLeaseIsHeld() {
        arrive(LONG);

        assertThat(arrive(LONG)).isEmpty();
        assertThat(store().resume(id(), "other", LONG)).isEmpty();
    }

    @Test
    void ofManySimultaneousDeliveriesOneTakesTheRun() throws Exception {
        assertThat(race(32, () -> arrive(LONG))).hasSize(1);
    }

    @Test
    void ofManySimultaneousTakeoversOneSucceeds() throws Exception {
        arrive(NONE);

        assertThat(race(16, () -> store().resume(id(), "other", LONG))).hasSize(1);
    }

    @Test
    void anExpiredLeaseIsTakenOverAsANewAttempt() {
        arrive(NONE);

        Taken taken = arrive(LONG).orElseThrow();

        assertThat(taken.cause()).isEqualTo(Hop.Cause.RECOVERED);
        assertThat(taken.run()).returns(2L, Run::fence).returns(2, Run::attempt).returns(1, Run::hop);
    }

    @Test
    void thePreviousOwnerCanDoNothingAfterATakeover() {
        arrive(NONE);
        arrive(LONG);

        assertThat(store().renew(id(), 1, LONG)).isFalse();
        assertThat(store().release(id(), 1, COMPLETED, List.of())).isEmpty();
        assertThatThrownBy(() -> save(1, checkpoint(10))).isInstanceOf(LeaseLostException.class);
        assertThat(store().checkpoint(id(), "load")).isEqualTo(Checkpoint.START);
    }

    @Test
    void anExpiredLeaseThatNobodyTookIsStillGoodForSaving() {
        arrive(NONE);

        assertThat(save(1, checkpoint(10))).isFalse();
        assertThat(store().renew(id(), 1, LONG)).isTrue();
    }

    @Test
    void aContinuationIsAnotherHopOfTheSameAttempt() {
        arrive(LONG);
        store().release(id(), 1, CONTINUES, List.of());

        Taken taken = store().resume(id(), "other", LONG).orElseThrow();

        assertThat(taken.cause()).isEqualTo(Hop.Cause.CONTINUED);
        assertThat(taken.run()).returns(2L, Run::fence).returns(1, Run::attempt).returns(2, Run::hop);
    }

    @Test
    void aFinishedRunIsNotTakenAgain() {
        arrive(LONG);
        store().release(id(), 1, COMPLETED, List.of());

        assertThat(arrive(LONG)).isEmpty();
        assertThat(store().resume(id(), "other", LONG)).isEmpty();
        assertThat(store().restart(id(), 1, "other", LONG)).isEmpty();
        assertThat(store().find(id()).orElseThrow().endedAt()).isNotNull();
    }

    @Test
    void aFailureThatMayMendIsTriedAgainByTheNextDelivery() {
        arrive(LONG);
        fail(true);

        Taken taken = arrive(LONG).orElseThrow();

        assertThat(taken.cause()).isEqualTo(Hop.Cause.RETRIED);
        assertThat(taken.run()).returns(2, Run::attempt).returns(null, Run::reason);
    }

    @Test
    void aFailureForGoodIsNot() {
        arrive(LONG);
        fail(false);

        assertThat(arrive(LONG)).isEmpty();
        assertThat(store().find(id()).orElseThrow().reason()).isEqualTo(new Reason("BAD", "It is bad"));
    }

    @Test
    void aRestartIsForTheLatestAttemptOnlyAndHappensOnce() throws Exception {
        arrive(LONG);
        fail(false);

        assertThat(store().restart(id(), 2, "other", LONG)).isEmpty();
        assertThat(race(8, () -> store().restart(id(), 1, "other", LONG)))
                .singleElement()
                .satisfies(taken -> assertThat(taken.cause()).isEqualTo(Hop.Cause.RESTARTED));
        fail(2, false);
        assertThat(store().restart(id(), 1, "other", LONG)).isEmpty();
    }

    @Test
    void savesTheLatestCheckpointOfAStep() {
        arrive(LONG);

        save(1, checkpoint(10));
        save(1, checkpoint(25));

        assertThat(store().checkpoint(id(), "load")).isEqualTo(checkpoint(25));
    }

    @Test
    void aCheckpointGoesWithItsTransaction() {
        arrive(LONG);

        assertThatThrownBy(
                        () ->
                                inTransaction(
                                        () -> {
                                            save(1, checkpoint(10));
                                            throw new IllegalStateException("The chunk fails");
                                        }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(store().checkpoint(id(), "load")).isEqualTo(Checkpoint.START);
    }

    @Test
    void anAccountTellsHowManyRejectsAreKept() {
        arrive(LONG);
        save(1, checkpoint(10));

        assertThat(store().accounts(id()))
                .containsExactly(new RunStore.StepAccount("load", checkpoint(10), 0))
                .noneMatch(RunStore.StepAccount::balanced);
    }

    @Test
    void aRunAtWorkIsToldToStopWithItsNextCheckpoint() {
        arrive(LONG);

        assertThat(store().requestStop(id()).orElseThrow().state()).isEqualTo(RunState.STOPPING);

        assertThat(save(1, checkpoint(10))).isTrue();
        store().release(id(), 1, new Ending(RunState.STOPPED, "STOPPED", null, false), List.of());
        assertThat(store().find(id()).orElseThrow().state()).isEqualTo(RunState.STOPPED);
    }

    @Test
    void aStopThatComesWithTheLastChunkOfAHopStopsTheRunBetweenTheHops() {
        arrive(LONG);
        store().requestStop(id());

        Run run = store().release(id(), 1, CONTINUES, List.of()).orElseThrow();

        assertThat(run.state()).isEqualTo(RunState.STOPPED);
    }

    @Test
    void aRunThatNobodyWorksOnStopsAtOnce() {
        arrive(LONG);
        store().release(id(), 1, CONTINUES, List.of());

        assertThat(store().requestStop(id()).orElseThrow().state()).isEqualTo(RunState.STOPPED);
        assertThat(store().resume(id(), "other", LONG)).isEmpty();
    }

    @Test
    void aRunWhoseWorkerDiedWhileItWasToStopIsStoppedByTheSweep() {
        arrive(Duration.ofMillis(200));
        assertThat(store().requestStop(id()).orElseThrow().state()).isEqualTo(RunState.STOPPING);

        await().until(
                        () ->
                                store().settleStopped() >= 0
                                        && store().find(id()).orElseThrow().state() == RunState.STOPPED);
        assertThatThrownBy(() -> save(1, checkpoint(10))).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void aFinishedRunCannotBeStopped() {
        arrive(LONG);
        store().release(id(), 1, COMPLETED, List.of());

        assertThat(store().requestStop(id())).isEmpty();
    }

    @Test
    void onlyAStoppedOrFailedRunCanBeAbandoned() {
        arrive(LONG);
        assertThat(store().abandon(id())).isEmpty();
        fail(true);

        assertThat(store().abandon(id()).orElseThrow().state()).isEqualTo(RunState.ABANDONED);
        assertThat(arrive(LONG)).isEmpty();
    }

    @Test
    void aRunWhoseContinuationWasLostIsReportedOnceAWhile() {
        arrive(LONG);
        assertThat(store().stranded(Duration.ofMillis(1), Duration.ofMillis(1), 1000)).doesNotContain(id());
        store().release(id(), 1, CONTINUES, List.of());

        await().until(() -> store().stranded(LONG, Duration.ofMillis(50), 1000).contains(id()));
        assertThat(store().stranded(LONG, LONG, 1000)).doesNotContain(id());
    }

    @Test
    void aRunWhoseWorkerDiedIsReportedWithoutWaitingForAContinuation() {
        arrive(Duration.ofMillis(100));

        await().until(() -> store().stranded(Duration.ofMillis(50), LONG, 1000).contains(id()));
    }

    @Test
    void anEventThatIsOlderThanAKnownOneOfItsKeyIsSuperseded() {
        Arrival newer = arrival("v2", "0062F1A0");
        Arrival older = arrival("v1", "0062F1");
        assertThat(arrive(newer, LONG)).isPresent();

        assertThat(arrive(older, LONG)).isEmpty();

        Run run = store().find(older.runId()).orElseThrow();
        assertThat(run.state()).isEqualTo(RunState.SUPERSEDED);
        assertThat(run.reason()).extracting(Reason::code).isEqualTo("STALE_EVENT");
        assertThat(run.endedAt()).isNotNull();
    }

    @Test
    void aNewerVersionRunsBesideAnOlderOne() {
        assertThat(arrive(arrival("v1", "0062F1"), LONG)).isPresent();

        assertThat(arrive(arrival("v2", "0062F1A0"), LONG)).isPresent();
    }

    @Test
    void anArrivalWithoutSequencerIsNeverStale() {
        assertThat(arrive(arrival("v2", "0062F1A0"), LONG)).isPresent();

        assertThat(arrive(arrival("v1", null), LONG)).isPresent();
    }

    @Test
    void theMarkOfProgressIsHandedToTheNextHop() {
        arrive(LONG);
        store().markProgress(id(), 1, 42, 3);
        store().release(id(), 1, CONTINUES, List.of());

        assertThat(store().resume(id(), "other", LONG).orElseThrow())
                .returns(42L, Taken::marked)
                .returns(3, Taken::stalled);
    }

    @Test
    void aRestartForgivesWhatStalledBefore() {
        arrive(LONG);
        store().markProgress(id(), 1, 42, 3);
        fail(false);

        assertThat(store().restart(id(), 1, "other", LONG).orElseThrow().stalled()).isZero();
    }

    @Test
    void notificationsAreKeptOnlyWithTheHopThatOwnedTheRun() {
        arrive(LONG);
        List<Notification> raised = List.of(new Notification("test", "About " + key, "Body"));

        store().release(id(), 7, COMPLETED, raised);
        assertThat(notificationsAbout(key)).isZero();

        store().release(id(), 1, COMPLETED, raised);
        assertThat(notificationsAbout(key)).isOne();
    }

    abstract long notificationsAbout(String text);

    private Optional<Taken> arrive(Duration lease) {
        return arrive(arrival("v1", null), lease);
    }

    private Optional<Taken> arrive(Arrival arrival, Duration lease) {
        return store().arrive(
                        new NewRun(arrival.runId(), "energy", "energy", Map.of("unit", "kWh"), arrival, null, null),
                        "test",
                        lease);
    }

    private Arrival arrival(String version, @Nullable String sequencer) {
        return new Arrival(
                new ObjectVersion("landing", key, version, "abc"),
                100,
                sequencer,
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    private RunId id() {
        return arrival("v1", null).runId();
    }

    private void fail(boolean retryable) {
        fail(1, retryable);
    }

    private void fail(long fence, boolean retryable) {
        store().release(
                        id(),
                        fence,
                        new Ending(RunState.FAILED, "FAILED", new Reason("BAD", "It is bad"), retryable),
                        List.of());
    }

    private boolean save(long fence, Checkpoint checkpoint) {
        return inTransaction(() -> store().save(id(), fence, "load", checkpoint, LONG));
    }

    private static Checkpoint checkpoint(long records) {
        return new Checkpoint(
                new Position("lines", records * 100, records),
                new Totals(records, records - 3, 2, 1),
                records * 100,
                100_000,
                false,
                "{\"seen\":1}");
    }

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
            return results.stream().flatMap(result -> get(result).stream()).toList();
        }
    }

    private static <T> T get(java.util.concurrent.Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
