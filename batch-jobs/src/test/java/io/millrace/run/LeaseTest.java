package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.run.Lease.Moment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A lease of a minute, on clocks that the test sets.
class LeaseTest {

    private static final Duration LENGTH = Duration.ofMinutes(1);

    private final List<Duration> renewals = new CopyOnWriteArrayList<>();
    private final LeasedRun run = run();
    private Moment now = new Moment(1_000, 1_000_000);
    private Duration invocation = Duration.ofMinutes(15);

    /// What the store says to the next renewal.
    private Answer answer = () -> true;

    @FunctionalInterface
    private interface Answer {

        boolean renewed();
    }

    private final Lease lease = new Lease(store(), run, LENGTH, () -> invocation, now, () -> now);

    /// Knows how to renew a lease and nothing else.
    private RunStore store() {
        return (RunStore)
                Proxy.newProxyInstance(
                        RunStore.class.getClassLoader(),
                        new Class<?>[] {RunStore.class},
                        (proxy, method, arguments) -> {
                            if (!method.getName().equals("renew")) {
                                throw new UnsupportedOperationException(method.getName());
                            }
                            assertThat(arguments[0]).isEqualTo(run);
                            renewals.add((Duration) arguments[1]);
                            return answer.renewed();
                        });
    }

    private static LeasedRun run() {
        Instant then = Instant.parse("2026-03-01T12:00:00Z");
        ObjectVersion object = new ObjectVersion("landing", "a", "v1", null);
        Run run =
                new Run(
                        RunId.of(List.of(object), null),
                        "job",
                        "route",
                        Map.of(),
                        object,
                        1,
                        null,
                        null,
                        RunState.STARTED,
                        null,
                        1,
                        1,
                        1,
                        null,
                        null,
                        0,
                        0,
                        1,
                        then,
                        then,
                        then,
                        null);
        return new LeasedRun(run, "one", 1, 1, Hop.Cause.ARRIVED, 0, null);
    }

    @Test
    void aLeaseIsHeldForItsLength() {
        pass(LENGTH.minusMillis(1));
        assertThat(lease.held()).isTrue();

        pass(Duration.ofMillis(1));

        assertThat(lease.held()).isFalse();
        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(lease::ensureHeld);
    }

    /// A frozen machine may stop either of them.
    @ParameterizedTest
    @CsvSource({"60, 0", "0, 60"})
    void eitherClockEndsIt(int secondsOfUptime, int secondsOfDay) {
        now = new Moment(now.nanos() + secondsOfUptime * 1_000_000_000L, now.millis() + secondsOfDay * 1_000L);

        assertThat(lease.held()).isFalse();
    }

    @Test
    void itIsExtendedAsLongAsThereIsProgress() {
        for (int third = 0; third < 30; third++) {
            pass(LENGTH.dividedBy(3));
            assertThatCode(lease::ensureHeld).doesNotThrowAnyException();
            lease.extend();
        }

        assertThat(renewals).hasSize(30).allMatch(LENGTH::equals);
    }

    @Test
    void aWorkerThatShowsNoProgressLosesIt() {
        lease.extend();
        for (int third = 0; third < 3; third++) {
            pass(LENGTH.dividedBy(3));
            lease.extend();
        }

        assertThat(renewals).hasSize(1);
        assertThat(lease.held()).isFalse();
    }

    @Test
    void aLongPieceOfWorkKeepsItUntilTheWorkEnds() {
        lease.extend();

        lease.during(
                () -> {
                    pass(LENGTH.dividedBy(2));
                    lease.extend();
                    pass(LENGTH.dividedBy(2));
                    lease.extend();
                    assertThat(lease.held()).isTrue();
                });

        assertThat(renewals).hasSize(3);
        lease.extend();
        assertThat(renewals).hasSize(3);
    }

    @Test
    void aPieceOfWorkThatThrowsHasEnded() {
        lease.extend();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(
                        () ->
                                lease.during(
                                        () -> {
                                            throw new IllegalStateException("The test says so");
                                        }));

        lease.extend();

        assertThat(renewals).hasSize(1);
    }

    @Test
    void itIsNeverExtendedBeyondTheEndOfTheInvocation() {
        invocation = Duration.ofSeconds(10);

        lease.extend();

        assertThat(renewals).containsExactly(Duration.ofSeconds(10));
        assertThat(lease.length()).isEqualTo(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(10));
        assertThat(lease.held()).isFalse();
    }

    @Test
    void nothingIsExtendedWhenTheInvocationHasEnded() {
        invocation = Duration.ofMillis(-1);

        lease.extend();

        assertThat(renewals).isEmpty();
        assertThat(lease.length()).isZero();
    }

    @Test
    void itBeginsNoLongerThanTheInvocation() {
        invocation = Duration.ofSeconds(10);
        Lease late = new Lease(store(), run, LENGTH, () -> invocation, now, () -> now);

        pass(Duration.ofSeconds(10));

        assertThat(late.held()).isFalse();
    }

    @Test
    void renewalsThatFailLetItEndWhenItsLengthIsOver() {
        answer =
                () -> {
                    throw new IllegalStateException("The store is away");
                };
        pass(LENGTH.minusMillis(1));
        lease.extend();
        assertThat(lease.held()).isTrue();

        pass(Duration.ofMillis(1));

        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(lease::ensureHeld);
    }

    @Test
    void aRenewalAfterOneThatFailedHelps() {
        answer =
                () -> {
                    throw new IllegalStateException("The store is away");
                };
        lease.extend();
        answer = () -> true;
        pass(LENGTH.dividedBy(3));
        lease.progress();
        lease.extend();

        pass(LENGTH.minusMillis(1));

        assertThat(lease.held()).isTrue();
    }

    @Test
    void aRunThatSomebodyElseHasIsLostAtOnce() {
        answer = () -> false;

        lease.extend();

        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(lease::ensureHeld);
    }

    /// The store's clock may have read any moment in between.
    @Test
    void ownershipCountsFromBeforeTheRenewalWasSent() {
        answer =
                () -> {
                    pass(Duration.ofSeconds(20));
                    return true;
                };
        lease.extend();

        pass(LENGTH.minusSeconds(20));

        assertThat(lease.held()).isFalse();
    }

    @Test
    void aThreadOfItsOwnExtendsItUntilItIsClosed() {
        Lease kept = new Lease(store(), run, Duration.ofMillis(30), () -> invocation, Moment.now());
        await().until(
                        () -> {
                            kept.progress();
                            return renewals.size() > 2;
                        });

        kept.close();

        await().until(() -> !kept.held());
    }

    private void pass(Duration time) {
        now = new Moment(now.nanos() + time.toNanos(), now.millis() + time.toMillis());
    }
}
