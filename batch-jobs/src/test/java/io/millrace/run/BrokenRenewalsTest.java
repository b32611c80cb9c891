package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.io.Item;
import io.millrace.io.RecordWriter;
import io.millrace.io.WriteContext;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A worker whose lease cannot be renewed, and that writes to another service than the database: it is refused once its
/// lease is over, before it writes.
@SpringBootTest(
        classes = {Millrace.class, BrokenRenewalsTest.SlowWriting.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"millrace.run.lease=1s", "millrace.run.reserve=0s", "millrace.run.chunk-size=10"})
class BrokenRenewalsTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    /// What the other service was sent.
    private static final List<Long> SENT = new CopyOnWriteArrayList<>();

    private static volatile boolean waits;

    /// Many times the lease: whoever was not refused until then never is.
    private static final Duration LONG = Duration.ofSeconds(30);

    @Autowired Gate gate;

    @Autowired Runs runs;

    @Autowired JdbcClient jdbc;

    private final Arrival arrival =
            new Arrival(
                    new ObjectVersion(SPACE.landing(), "slow/file", "v1", null),
                    20,
                    null,
                    Instant.parse("2026-03-01T12:00:00Z"));

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        registry.add("millrace.routes[0].name", () -> "slow");
        registry.add("millrace.routes[0].bucket", SPACE::landing);
        registry.add("millrace.routes[0].key", () -> "slow/**");
        registry.add("millrace.routes[0].job", () -> "slow");
    }

    @Test
    @Timeout(240)
    void aWriterIsRefusedWhenTheLeaseIsOver() {
        breakRenewals();
        waits = true;

        Outcome outcome = gate.arrive(arrival, Deadline.none());

        assertThat(outcome).isNotInstanceOf(Outcome.Completed.class);
        assertThat(SENT).isEmpty();

        waits = false;
        gate.resume(arrival.runId(), Deadline.none());
        assertThat(SENT).doesNotHaveDuplicates().hasSize(18);
        assertThat(runs.find(arrival.runId()).orElseThrow().run().state()).isEqualTo(RunState.COMPLETED);
    }

    /// Not those that a checkpoint or the end of a hop makes.
    private void breakRenewals() {
        jdbc.sql(
                        """
                        CREATE FUNCTION millrace.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN RAISE 'The test says so'; END $$;
                        CREATE TRIGGER refuse BEFORE UPDATE ON millrace.run FOR EACH ROW
                          WHEN (NEW.lease_until > OLD.lease_until AND NEW.updated_at = OLD.updated_at)
                          EXECUTE FUNCTION millrace.refuse()\
                        """)
                .update();
    }

    static class SlowWriting {

        @Bean
        Job slow(JobRepository repository, RecordSteps steps) {
            return new JobBuilder("slow", repository)
                    .start(
                            steps.step(
                                    "load",
                                    run -> StepParts.of(new ScriptedJob.Reader(run.size()), new ServiceWriter())))
                    .build();
        }
    }

    /// Asks before it sends, as a writer must, and is as slow about it as a service can be.
    private static final class ServiceWriter implements RecordWriter<Long> {

        @Override
        public int write(List<Item<Long>> items, WriteContext context) {
            long enough = System.nanoTime() + LONG.toNanos();
            do {
                context.ensureHeld();
            } while (waits && System.nanoTime() < enough);
            items.forEach(item -> SENT.add(item.value()));
            return items.size();
        }

        @Override
        public boolean transactional() {
            return false;
        }
    }
}
