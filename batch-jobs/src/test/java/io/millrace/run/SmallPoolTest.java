package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;

/// Fewer connections than lanes.
@TestPropertySource(
        properties = {
            "millrace.run.lanes=4",
            "spring.datasource.hikari.maximum-pool-size=3",
            "spring.datasource.hikari.connection-timeout=5000"
        })
class SmallPoolTest extends CustomJobTest {

    @Test
    void chunksThatWaitForTheirTurnLeaveAConnectionToTheOneWhoseTurnItIs() {
        CountDownLatch connections = new CountDownLatch(3);
        afterWrite = record -> connections.countDown();
        CustomJob.parts =
                run ->
                        StepParts.of(
                                        new ScriptedJob.Reader(run.size()),
                                        item -> {
                                            if (item.value() == 1) {
                                                connections.await();
                                            }
                                            return item;
                                        },
                                        writer(run))
                                .inLanes();

        assertThat(deliver(60)).isInstanceOf(Outcome.Completed.class);

        assertThat(stored())
                .isEqualTo(LongStream.rangeClosed(1, 60).filter(n -> n % 10 != 0 && n % 25 != 0).boxed().toList());
    }
}
