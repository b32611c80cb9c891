package io.millrace.run;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;

import software.amazon.awssdk.services.sqs.SqsClient;

import java.util.function.Function;

import javax.sql.DataSource;

/// A job of one step, `load`, whose parts each test makes for itself; and between the engine and its database and
/// queues there is what a test can break.
///
/// No component, so that only those tests have it that name it.
class CustomJob {

    static final String NAME = "custom";

    /// Makes the parts of one lane for a run.
    static volatile Function<Run, StepParts<Long, Long>> parts =
            run -> {
                throw new IllegalStateException("The test has not said what the job does");
            };

    @Bean
    Job custom(JobRepository repository, RecordSteps steps) {
        return new JobBuilder(NAME, repository).start(steps.<Long, Long>step("load", run -> parts.apply(run))).build();
    }

    /// Static, so that it is there before the beans that it wraps.
    @Bean
    static BeanPostProcessor breakable() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return switch (bean) {
                    case DataSource database -> new BreakableDatabase(database);
                    case SqsClient queues -> new BreakableQueues(queues);
                    default -> bean;
                };
            }
        };
    }
}
