package io.millrace.bench;

import io.millrace.energy.ProcessedReading;
import io.millrace.io.RecordWriter;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

import java.nio.file.Path;

/// Changes to the application that a measurement asks for by a JVM argument: parts that it does without, replaced by
/// ones that cost nothing, and counting.
@Configuration(proxyBeanMethods = false)
class Replacements {

    static final String NO_WRITER = "-Dbench.no-writer=true";

    static final String MADE_UP_READINGS = "-Dbench.made-up-readings=true";

    static final String COUNT_SQL = "-Dbench.count-sql=true";

    static String files(Path directory) {
        return "-Dbench.files=" + directory;
    }

    @Bean
    @Primary
    @ConditionalOnBooleanProperty("bench.no-writer")
    RecordWriter<ProcessedReading> noWriter() {
        return (items, _) -> items.size();
    }

    @Bean
    @Primary
    @ConditionalOnProperty("bench.files")
    S3Client directory(@Value("${bench.files}") Path directory) {
        return new DirectoryS3(directory);
    }

    @Bean
    @Primary
    @ConditionalOnBooleanProperty("bench.made-up-readings")
    DynamoDbClient madeUpReadings() {
        return new MadeUpReadings();
    }

    @Bean
    @ConditionalOnBooleanProperty("bench.count-sql")
    static BeanPostProcessor sqlCount() {
        return new SqlCount();
    }
}
