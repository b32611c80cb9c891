package io.millrace.run;

import io.millrace.arrival.KnownJobs;

import org.springframework.batch.core.configuration.JobRegistry;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({RunSettings.class, RetentionSettings.class})
class RunConfiguration {

    @Bean
    KnownJobs knownJobs(List<Job> jobs) {
        Set<String> names = jobs.stream().map(Job::getName).collect(Collectors.toUnmodifiableSet());
        return () -> names;
    }

    @Bean
    JobRegistry jobRegistry() {
        return new MapJobRegistry();
    }
}
