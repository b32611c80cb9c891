package io.millrace.run;

import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import javax.sql.DataSource;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseSettings.class)
class DatabaseConfiguration {

    private static final Logger log = LoggerFactory.getLogger(DatabaseConfiguration.class);

    DatabaseConfiguration(DatabaseSettings settings, RunSettings runs) {
        settings.concern(runs.lease()).ifPresent(log::warn);
    }

    /// A migration lifts the time-outs of its connection. Were that one of the pool, it would go back without any.
    @Bean
    FlywayConfigurationCustomizer migrationsUseConnectionsOfTheirOwn(DataSource pool) {
        return flyway -> {
            HikariDataSource connections =
                    DataSourceUnwrapper.unwrap(pool, HikariConfigMXBean.class, HikariDataSource.class);
            if (connections != null && pool.equals(flyway.getDataSource())) {
                flyway.dataSource(
                        DataSourceBuilder.derivedFrom(connections).type(SimpleDriverDataSource.class).build());
            }
        };
    }
}
