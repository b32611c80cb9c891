package io.millrace.aws;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.time.Duration;

/// The clients share one connection pool. Each retries what AWS calls transient in the SDK's standard mode: exponential
/// back-off with jitter, and a budget of retries that runs dry when everything fails.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AwsSettings.class)
class AwsConfiguration {

    private final AwsSettings settings;

    AwsConfiguration(AwsSettings settings) {
        this.settings = settings;
    }

    @Bean(destroyMethod = "close")
    SdkHttpClient awsHttpClient() {
        return Apache5HttpClient.builder()
                .maxConnections(settings.maxConnections())
                .connectionTimeout(settings.connectTimeout())
                .socketTimeout(settings.socketTimeout())
                // A pool that is exhausted is a programming fault, but waiting a little is better than failing.
                .connectionAcquisitionTimeout(Duration.ofSeconds(10))
                .tcpKeepAlive(true)
                .build();
    }

    @Bean
    S3Client s3Client(SdkHttpClient http) {
        return on(http, S3Client.builder().forcePathStyle(settings.s3PathStyle())).build();
    }

    @Bean
    SqsClient sqsClient(SdkHttpClient http) {
        return on(http, SqsClient.builder()).build();
    }

    @Bean
    DynamoDbClient dynamoDbClient(SdkHttpClient http) {
        return on(http, DynamoDbClient.builder()).build();
    }

    /// Lazy: only a deployment with a topic needs it, and a client costs start-up time.
    @Bean
    @Lazy
    SnsClient snsClient(SdkHttpClient http) {
        return on(http, SnsClient.builder()).build();
    }

    @Bean
    Buckets buckets() {
        return settings.buckets();
    }

    @Bean
    Queues queues(SqsClient sqs) {
        return new QueueUrls(sqs).of(settings.queues());
    }

    private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B on(SdkHttpClient http, B client) {
        return client.httpClient(http)
                .overrideConfiguration(
                        override ->
                                override.retryStrategy(
                                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                                .maxAttempts(settings.attempts())
                                                .build()));
    }
}
