package io.millrace.io;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import software.amazon.awssdk.services.s3.S3Client;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IoSettings.class)
class IoConfiguration {

    @Bean
    S3Objects s3Objects(S3Client s3, IoSettings settings) {
        return new S3Objects(s3, settings);
    }

    @Bean
    JsonFiles jsonFiles(S3Objects objects, IoSettings settings) {
        return new JsonFiles(objects, settings);
    }

    @Bean
    CsvFiles csvFiles(S3Objects objects, IoSettings settings) {
        return new CsvFiles(objects, settings);
    }
}
