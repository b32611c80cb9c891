package io.millrace.energy;

import io.millrace.io.DynamoDbRecordWriter;
import io.millrace.io.DynamoDbSettings;
import io.millrace.io.JsonFiles;
import io.millrace.io.JsonRecords;
import io.millrace.io.RecordMapper;
import io.millrace.io.RecordWriter;
import io.millrace.run.RecordSteps;
import io.millrace.run.Run;
import io.millrace.run.RunCompletion;
import io.millrace.run.StepParts;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// The job `energy`: readings of a file, with net energy and anomaly, into DynamoDB; a digest of the anomalies at the
/// end.
@Configuration(proxyBeanMethods = false)
class EnergyJob {

    static final String NAME = "energy";
    static final String STEP = "load";

    private static final RecordMapper<Reading> READINGS = JsonRecords.mapper(new ReadingMapper());

    @Bean
    Job energy(JobRepository repository, RecordSteps steps, JsonFiles files, RecordWriter<ProcessedReading> readings) {
        return new JobBuilder(NAME, repository).start(steps.step(STEP, run -> parts(run, files, readings))).build();
    }

    private static StepParts<Reading, ProcessedReading> parts(
            Run run, JsonFiles files, RecordWriter<ProcessedReading> readings) {
        AnomalyDigest digest = new AnomalyDigest();
        return new StepParts<>(
                files.reader(run.object(), run.size(), READINGS),
                new ReadingProcessor(),
                new ReadingWriter(readings, digest),
                digest);
    }

    @Bean
    RunCompletion energyCompletion() {
        return new AnomalyAlert();
    }

    @Bean
    RecordWriter<ProcessedReading> readingsWriter(
            DynamoDbClient client, EnergySettings settings, DynamoDbSettings writing) {
        return new DynamoDbRecordWriter<>(client, ReadingsTable.named(settings.table()), writing);
    }
}
