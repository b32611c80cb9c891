package io.millrace.operations.health;

import io.millrace.aws.Buckets;
import io.millrace.aws.Queues;
import io.millrace.energy.EnergySettings;

import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.util.List;

/// Beside the health of PostgreSQL, which Spring Boot brings.
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {

    @Bean
    HealthIndicator s3HealthIndicator(S3Client s3, Buckets buckets) {
        return new S3Health(s3, buckets);
    }

    @Bean
    HealthIndicator sqsHealthIndicator(SqsClient sqs, Queues queues) {
        return new SqsHealth(sqs, queues);
    }

    /// With the tables of all pipelines.
    @Bean
    HealthIndicator dynamoDbHealthIndicator(DynamoDbClient dynamoDb, EnergySettings energy) {
        return new DynamoDbHealth(dynamoDb, List.of(energy.table()));
    }
}
