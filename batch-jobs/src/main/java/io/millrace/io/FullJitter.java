package io.millrace.io;

import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Exponential back-off with full jitter: each wait is random between nothing and a bound that doubles. Clients that
/// were throttled together do not come back together.
///
/// @param delay bound of the first wait
/// @param maxDelay where the doubling ends
/// @param retries how many waits there are
record FullJitter(Duration delay, Duration maxDelay, int retries) implements BackOff {

    @Override
    public BackOffExecution start() {
        return new BackOffExecution() {
            private int retry;
            private long bound = delay.toMillis();

            @Override
            public long nextBackOff() {
                if (retry++ == retries) {
                    return STOP;
                }
                var wait = ThreadLocalRandom.current().nextLong(bound + 1);
                bound = Math.min(2 * bound, maxDelay.toMillis());
                return wait;
            }
        };
    }
}
