package io.millrace.commerce;

import io.millrace.aws.Buckets;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import software.amazon.awssdk.services.s3.S3Client;

import java.time.InstantSource;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({CommerceSettings.class, CommerceFeedSettings.class})
class CommerceConfiguration {

    @Bean
    CommerceStaging commerceStaging(JdbcClient jdbc) {
        return new CommerceStaging(jdbc);
    }

    @Bean
    CommerceAnalytics commerceAnalytics(JdbcClient jdbc, CommerceSettings settings) {
        return new CommerceAnalytics(jdbc, settings);
    }

    @Bean
    CommerceResults commerceResults(JdbcClient jdbc) {
        return new CommerceResults(jdbc);
    }

    @Bean
    CommerceExport commerceExport(CommerceResults results, S3Client s3, Buckets buckets) {
        return new CommerceExport(results, s3, buckets);
    }

    @Bean
    CommerceFeed commerceFeed(S3Client s3, Buckets buckets, CommerceFeedSettings settings) {
        return new CommerceFeed(s3, buckets, InstantSource.system(), settings);
    }
}
