package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.util.backoff.BackOffExecution;

import java.time.Duration;

class FullJitterTest {

    @Test
    void waitsAnythingUpToABoundThatDoubles() {
        var jitter = new FullJitter(Duration.ofMillis(100), Duration.ofMillis(250), 4);
        var longest = new long[4];
        for (var i = 0; i < 1000; i++) {
            var waits = jitter.start();
            for (var retry = 0; retry < 4; retry++) {
                longest[retry] = Math.max(longest[retry], waits.nextBackOff());
            }
            assertThat(waits.nextBackOff()).isEqualTo(BackOffExecution.STOP);
        }

        assertThat(longest[0]).isBetween(80L, 100L);
        assertThat(longest[1]).isBetween(180L, 200L);
        assertThat(longest[2]).isBetween(230L, 250L);
        assertThat(longest[3]).isBetween(230L, 250L);
    }

    @Test
    void neverWaitsWithoutRetries() {
        assertThat(new FullJitter(Duration.ofMillis(1), Duration.ofMillis(1), 0).start().nextBackOff())
                .isEqualTo(BackOffExecution.STOP);
    }
}
