package io.millrace.commerce;

import io.millrace.io.CsvFiles;
import io.millrace.io.Position;
import io.millrace.io.RecordReader;
import io.millrace.run.FileSet;
import io.millrace.run.RecordSteps;
import io.millrace.run.Run;
import io.millrace.run.StepParts;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.FlowBuilder;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.flow.Flow;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/// The job `commerce`: the three files of a business date into staging, side by side; then the analytics, in one
/// transaction; then their export.
@Configuration(proxyBeanMethods = false)
class CommerceJob {

    static final String NAME = "commerce";

    private final RecordSteps steps;
    private final CsvFiles files;
    private final JdbcTemplate jdbc;
    private final CommerceSettings settings;

    CommerceJob(RecordSteps steps, CsvFiles files, JdbcTemplate jdbc, CommerceSettings settings) {
        this.steps = steps;
        this.files = files;
        this.jdbc = jdbc;
        this.settings = settings;
    }

    @Bean
    Job commerce(
            JobRepository repository, CommerceStaging staging, CommerceAnalytics analytics, CommerceExport export) {
        Step[] loads = StagedFile.all().map(this::load).toArray(Step[]::new);
        return new JobBuilder(NAME, repository)
                .start(
                        new FlowBuilder<Flow>("replace")
                                .start(steps.transaction("replace", run -> replace(run, staging)))
                                .build())
                .next(steps.sideBySide("load", loads))
                .next(steps.transaction("analyse", run -> analytics.compute(BusinessDate.of(run))))
                .next(steps.transaction("export", run -> export.export(BusinessDate.of(run))))
                .end()
                .build();
    }

    /// Nothing is deleted or loaded before all three files were found to have their columns.
    private void replace(Run run, CommerceStaging staging) {
        var businessDate = BusinessDate.of(run);
        StagedFile.all().forEach(file -> check(reader(run, file)));
        staging.clear(businessDate);
    }

    private static void check(RecordReader<?> reader) {
        try (reader) {
            reader.open(Position.START);
        }
    }

    private <T> RecordReader<T> reader(Run run, StagedFile<T> file) {
        FileSet.Member member = run.files().member(file.file().tableName());
        return files.reader(member.object(), member.size(), file.mapping());
    }

    private <T> Step load(StagedFile<T> file) {
        return steps.step("load-" + file.file().tableName(), run -> parts(run, file));
    }

    private <T> StepParts<T, T> parts(Run run, StagedFile<T> file) {
        return StepParts.of(reader(run, file), file.writer(jdbc, BusinessDate.of(run)))
                .inChunksOf(settings.chunkSize())
                .inLanes();
    }
}
