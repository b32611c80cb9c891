package io.millrace.batch;

import static io.millrace.batch.BatchStore.newName;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.LocalDatabase;

import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.batch.autoconfigure.BatchAutoConfiguration;
import org.springframework.boot.batch.autoconfigure.BatchConversionServiceCustomizer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.transaction.PlatformTransactionManager;

import java.util.Locale;
import java.util.Objects;

import javax.sql.DataSource;

class BatchConfigurationTest {

    private final ApplicationContextRunner application =
            new ApplicationContextRunner()
                    .withBean(DataSource.class, LocalDatabase::shared)
                    .withConfiguration(
                            AutoConfigurations.of(
                                    DataSourceAutoConfiguration.class,
                                    DataSourceTransactionManagerAutoConfiguration.class,
                                    JdbcTemplateAutoConfiguration.class,
                                    JdbcClientAutoConfiguration.class,
                                    BatchAutoConfiguration.class))
                    .withUserConfiguration(BatchConfiguration.class);

    @Test
    void theOnlyRepositoryIsOursAndBatchsOperatorUsesIt() {
        application.run(
                context -> {
                    assertThat(context).hasSingleBean(JobRepository.class).hasSingleBean(RunJobRepository.class);
                    var repository = context.getBean(JobRepository.class);
                    var job =
                            new JobBuilder(newName("job"), repository)
                                    .start(
                                            new StepBuilder("step", repository)
                                                    .tasklet(
                                                            (contribution, chunk) -> RepeatStatus.FINISHED,
                                                            context.getBean(PlatformTransactionManager.class))
                                                    .build())
                                    .build();

                    var execution =
                            context.getBean(JobOperator.class).start(job, new JobParametersBuilder().toJobParameters());

                    assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
                    assertThat(repository.getJobExecution(execution.getId())).isEqualTo(execution);
                });
    }

    record Shout(String text) {}

    @Test
    void aTypeOfParametersCanBeAdded() {
        application
                .withBean(
                        BatchConversionServiceCustomizer.class,
                        () ->
                                conversion -> {
                                    conversion.addConverter(Shout.class, String.class, Shout::text);
                                    conversion.addConverter(
                                            String.class,
                                            Shout.class,
                                            text -> new Shout(text.toUpperCase(Locale.ROOT)));
                                })
                .run(
                        context -> {
                            var repository = context.getBean(RunJobRepository.class);
                            var parameters =
                                    new JobParametersBuilder()
                                            .addJobParameter("shout", new Shout("a"), Shout.class)
                                            .toJobParameters();
                            var instance = repository.createJobInstance(newName("job"), parameters);
                            var execution = repository.createJobExecution(instance, parameters, new ExecutionContext());

                            var found = Objects.requireNonNull(repository.getJobExecution(execution.getId()));
                            assertThat(Objects.requireNonNull(found.getJobParameters().getParameter("shout")).value())
                                    .isEqualTo(new Shout("A"));
                        });
    }
}
