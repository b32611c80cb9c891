package io.millrace.operations;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

import java.util.Map;

/// Makes every line of the log a JSON document (ECS) where programs read it, in a Lambda function: with the fields
/// `run`, `job` and `hop`. Any setting of the same name is stronger.
class CloudLogging implements EnvironmentPostProcessor {

    private static final String IN_LAMBDA = "AWS_LAMBDA_FUNCTION_NAME";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.containsProperty(IN_LAMBDA)) {
            environment
                    .getPropertySources()
                    .addLast(
                            new MapPropertySource(
                                    "millrace-cloud-logging", Map.of("logging.structured.format.console", "ecs")));
        }
    }
}
