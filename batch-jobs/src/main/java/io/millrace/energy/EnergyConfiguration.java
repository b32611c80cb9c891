package io.millrace.energy;

import io.millrace.aws.Buckets;
import io.millrace.io.DynamoDbSettings;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

import java.time.InstantSource;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({EnergySettings.class, EnergyFeedSettings.class, DynamoDbSettings.class})
class EnergyConfiguration {

    @Bean
    Readings readings(DynamoDbClient client, EnergySettings settings) {
        return new Readings(client, settings);
    }

    @Bean
    EnergyFeed energyFeed(S3Client s3, Buckets buckets, EnergyFeedSettings settings) {
        return new EnergyFeed(s3, buckets, InstantSource.system(), settings);
    }
}
