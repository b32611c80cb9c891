package io.millrace.run;

import io.millrace.arrival.KnownJobs;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.batch.core.configuration.JobRegistry;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RunSettings.class)
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
