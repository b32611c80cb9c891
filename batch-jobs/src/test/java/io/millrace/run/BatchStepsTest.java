package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;

import org.junit.jupiter.api.Test;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A job of Spring Batch's own steps behind the gate.
@SpringBootTest(
        classes = {Millrace.class, BatchStepsTest.TwoTasklets.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "millrace.run.retries=0")
class BatchStepsTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();
    private static final List<String> DONE = new ArrayList<>();

    private static boolean broken = true;

    @Autowired Gate gate;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        registry.add("millrace.routes[0].name", () -> "tasklets");
        registry.add("millrace.routes[0].bucket", SPACE::landing);
        registry.add("millrace.routes[0].key", () -> "tasklets/**");
        registry.add("millrace.routes[0].job", () -> "tasklets");
    }

    @Test
    void theNextHopHasTheContextThatTheJobHadInTheOneBefore() {
        ObjectVersion file = new ObjectVersion(SPACE.landing(), "tasklets/a", "v1", null);
        Arrival arrival = new Arrival(file, 1, null, Instant.EPOCH);

        assertThat(gate.arrive(arrival, Deadline.none())).isInstanceOf(Outcome.Failed.class);
        broken = false;
        assertThat(gate.arrive(arrival, Deadline.none())).isInstanceOf(Outcome.Completed.class);

        assertThat(DONE).containsExactly("first", "second after first");
    }

    static class TwoTasklets {

        @Bean
        Job tasklets(JobRepository repository, PlatformTransactionManager transactions) {
            Step first =
                    step(
                            repository,
                            transactions,
                            "first",
                            contribution -> {
                                contextOf(contribution).putString("done", "first");
                                DONE.add("first");
                            });
            Step second =
                    step(
                            repository,
                            transactions,
                            "second",
                            contribution -> {
                                if (broken) {
                                    throw new IllegalStateException("The test says so");
                                }
                                DONE.add("second after " + contextOf(contribution).getString("done", "nothing"));
                            });
            return new JobBuilder("tasklets", repository).start(first).next(second).build();
        }

        private static Step step(
                JobRepository repository,
                PlatformTransactionManager transactions,
                String name,
                Consumer<StepContribution> work) {
            return new StepBuilder(name, repository)
                    .tasklet(
                            (contribution, chunk) -> {
                                work.accept(contribution);
                                return RepeatStatus.FINISHED;
                            },
                            transactions)
                    .build();
        }

        private static ExecutionContext contextOf(StepContribution contribution) {
            return contribution.getStepExecution().getJobExecution().getExecutionContext();
        }
    }
}
