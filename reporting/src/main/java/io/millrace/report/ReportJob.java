package io.millrace.report;

import io.millrace.run.RecordSteps;
import io.millrace.run.Run;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The job `report`: gathers the figures of what was asked for, draws and publishes the report, and brings the index up
/// to date. All that is drawn is what was gathered: a worker that takes over makes the same report.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ReportSettings.class)
class ReportJob {

    static final String NAME = "report";
    static final String GATHER = "gather";

    private final Map<ReportKind, ReportSource> sources = new EnumMap<>(ReportKind.class);

    ReportJob(List<ReportSource> all) {
        all.forEach(source -> sources.put(source.kind(), source));
    }

    @Bean
    Job report(JobRepository repository, RecordSteps steps, ReportPress press) {
        return new JobBuilder(NAME, repository)
                .start(steps.step(GATHER, run -> source(run).gather(run, ReportRequest.of(run))))
                .next(steps.transaction("publish", run -> press.publish(run, source(run))))
                .next(steps.transaction("index", _ -> press.index()))
                .build();
    }

    private ReportSource source(Run run) {
        var kind = ReportRequest.of(run).kind();
        var source = sources.get(kind);
        if (source == null) {
            throw new IllegalStateException("Nobody makes reports about " + kind.id());
        }
        return source;
    }
}
