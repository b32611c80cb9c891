package com.example.parking;

import io.millrace.io.JsonFiles;
import io.millrace.io.JsonRecords;
import io.millrace.run.RecordSteps;
import io.millrace.run.Run;
import io.millrace.run.StepParts;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/// The job `parking`.
@Configuration(proxyBeanMethods = false)
class ParkingJob {

    @Bean
    Job parking(JobRepository repository, RecordSteps steps, JsonFiles files, JdbcTemplate jdbc) {
        return new JobBuilder("parking", repository).start(steps.step("load", run -> parts(run, files, jdbc))).build();
    }

    private static StepParts<Stay, Stay> parts(Run run, JsonFiles files, JdbcTemplate jdbc) {
        return StepParts.of(
                files.reader(run.object(), run.size(), JsonRecords.mapper(Stay::of)),
                new StayProcessor(),
                StayTable.writer(jdbc));
    }
}
