package io.millrace.run;

import io.millrace.arrival.RunId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The right to work on a run, kept alive from a thread of its own so that a long chunk does not lose it.
///
/// The store's clock decides who owns a run. This object only knows, by the monotonic clock, until when ownership is
/// certain; it counts from before the renewal was sent and so errs to the safe side. A process that was paused for
/// longer than the lease finds it over as soon as it wakes.
class Lease implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Lease.class);

    private final RunStore store;
    private final RunId run;
    private final long fence;
    private final Duration length;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile long certainUntil;
    private volatile boolean lost;

    Lease(RunStore store, RunId run, long fence, Duration length, long takenAt) {
        this.store = store;
        this.run = run;
        this.fence = fence;
        this.length = length;
        this.certainUntil = takenAt + length.toNanos();
        Thread.ofVirtual().name("lease-" + run.value()).start(this::keep);
    }

    long fence() {
        return fence;
    }

    boolean held() {
        return !lost && System.nanoTime() - certainUntil < 0;
    }

    /// Throws if ownership is not certain.
    void ensureHeld() {
        if (!held()) {
            throw new LeaseLostException(run, fence);
        }
    }

    /// Tells that the store confirmed the lease in answer to a request sent at `sentAt`.
    void confirmed(long sentAt) {
        certainUntil = sentAt + length.toNanos();
    }

    void lost() {
        lost = true;
    }

    private void keep() {
        try {
            while (!lost && !closed.await(length.toNanos() / 3, TimeUnit.NANOSECONDS)) {
                renew();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void renew() {
        long sentAt = System.nanoTime();
        try {
            if (store.renew(run, fence, length)) {
                confirmed(sentAt);
            } else {
                lost();
            }
        } catch (RuntimeException e) {
            log.warn("Could not renew the lease of run {}; it stays valid for a while: {}", run, e.toString());
        }
    }

    /// Does not interrupt the thread: in the middle of a renewal that would close its connection, and every other one
    /// that the pool then offers it.
    @Override
    public void close() {
        closed.countDown();
    }
}
