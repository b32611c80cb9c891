package io.millrace.run;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// The right to work on a run, kept alive from a thread of its own so that a long chunk does not lose it. It is
/// extended only while its holder shows progress, and never beyond the end of the invocation.
///
/// The store's clock decides who owns a run. This object only knows until when ownership is certain. It counts from
/// before a renewal was sent, by the monotonic clock and by the wall clock: a frozen machine may stop either of them.
/// So a process that was paused for longer than the lease finds it over as soon as it wakes.
final class Lease implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Lease.class);

    private final RunStore store;
    private final LeasedRun run;
    private final Duration length;
    private final Deadline deadline;
    private final Supplier<Moment> clocks;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger longWork = new AtomicInteger();
    private volatile Certainty certainty;
    private volatile boolean progressed = true;
    private volatile boolean lost;

    /// @param takenAt before the lease was asked for
    Lease(RunStore store, LeasedRun run, Duration length, Deadline deadline, Moment takenAt) {
        this(store, run, length, deadline, takenAt, Moment::now);
        Thread.ofVirtual().name("lease-" + run.id()).start(this::keep);
    }

    /// A lease that nobody keeps alive: [#extend] is left to the caller.
    Lease(RunStore store, LeasedRun run, Duration length, Deadline deadline, Moment takenAt, Supplier<Moment> clocks) {
        this.store = store;
        this.run = run;
        this.length = length;
        this.deadline = deadline;
        this.clocks = clocks;
        this.certainty = takenAt.plus(lengthOf(length, deadline));
    }

    /// A moment on both clocks.
    record Moment(long nanos, long millis) {

        static Moment now() {
            return new Moment(System.nanoTime(), System.currentTimeMillis());
        }

        Certainty plus(Duration time) {
            return new Certainty(nanos + time.toNanos(), millis + time.toMillis());
        }
    }

    record Certainty(long nanos, long millis) {

        boolean isOver(Moment now) {
            return now.nanos() - nanos >= 0 || now.millis() >= millis;
        }
    }

    /// How long a lease may be that is taken or extended now.
    static Duration lengthOf(Duration lease, Deadline deadline) {
        Duration left = deadline.untilInvocationEnds();
        Duration length = left.compareTo(lease) < 0 ? left : lease;
        return length.isNegative() ? Duration.ZERO : length;
    }

    /// How long the lease may be if it is extended now.
    Duration length() {
        return lengthOf(length, deadline);
    }

    boolean held() {
        return !lost && !certainty.isOver(clocks.get());
    }

    /// Throws if ownership is not certain. To ask is a sign of progress.
    void ensureHeld() {
        progressed = true;
        if (!held()) {
            throw new LeaseLostException(run.id(), run.fence());
        }
    }

    /// Notes that something has been done.
    void progress() {
        progressed = true;
    }

    /// Does something that cannot show progress, as one long statement: the lease is extended until it ends, or the
    /// invocation does.
    void during(Runnable work) {
        longWork.incrementAndGet();
        try {
            work.run();
        } finally {
            longWork.decrementAndGet();
        }
    }

    /// Notes that the store confirmed the lease in answer to a request.
    ///
    /// @param sentAt before the request was sent
    /// @param confirmed the length that was asked for
    void confirmed(Moment sentAt, Duration confirmed) {
        certainty = sentAt.plus(confirmed);
    }

    private void keep() {
        try {
            while (!lost && !closed.await(length.toNanos() / 3, TimeUnit.NANOSECONDS)) {
                extend();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Extends it if there was progress since the last time.
    void extend() {
        if (progressed || longWork.get() > 0) {
            progressed = false;
            renew();
        }
    }

    private void renew() {
        Moment sentAt = clocks.get();
        Duration more = length();
        if (more.isZero()) {
            return;
        }
        try {
            if (store.renew(run, more)) {
                confirmed(sentAt, more);
            } else {
                lost = true;
            }
        } catch (RuntimeException e) {
            log.warn("Could not renew the lease of run {}; it stays valid for a while: {}", run.id(), e.toString());
        }
    }

    /// Does not interrupt the thread: in the middle of a renewal that would close its connection, and every other one
    /// that the pool then offers it.
    @Override
    public void close() {
        closed.countDown();
    }
}
