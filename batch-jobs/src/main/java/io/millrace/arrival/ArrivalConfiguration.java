package io.millrace.arrival;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import java.util.Set;
import java.util.stream.Collectors;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RoutesSettings.class)
class ArrivalConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ArrivalConfiguration.class);

    @Bean
    Deliveries deliveries() {
        return new Deliveries();
    }

    // Never lazy: a mistake in the routes must stop the start, not the first file.
    @Bean
    @Lazy(false)
    Routes routes(RoutesSettings settings, ObjectProvider<KnownJobs> knownJobs) {
        var routes = RoutesCheck.check(settings, names(knownJobs));
        if (routes.all().isEmpty()) {
            log.warn("There are no routes: every arrival will be acknowledged and forgotten. Set millrace.routes[0]…");
        }
        routes.all()
                .forEach(
                        route ->
                                log.info(
                                        "Route {}: s3://{}/{} to job {}",
                                        route.name(),
                                        route.bucket(),
                                        route.key(),
                                        route.job()));
        return routes;
    }

    private static Set<String> names(ObjectProvider<KnownJobs> knownJobs) {
        return knownJobs.stream().flatMap(jobs -> jobs.names().stream()).collect(Collectors.toUnmodifiableSet());
    }
}
