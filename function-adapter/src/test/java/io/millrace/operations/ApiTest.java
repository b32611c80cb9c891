package io.millrace.operations;

import io.millrace.Millrace;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfiguration;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.HashMap;
import java.util.Map;

/// A test of the API over HTTP, against the whole application in the local cloud. All of them share one application, so
/// each looks only at files of its own.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = Millrace.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = ApiTest.InSpace.class)
@Import({Api.class, Files.class})
public @interface ApiTest {

    /// Where the application has its data.
    LocalSpace SPACE = LocalCloud.shared().newSpace();

    /// Points the application to the space, with routes for `energy/**`, `strict/**` and sets below `pair/`.
    class InSpace implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            var properties = new HashMap<String, Object>(SPACE.properties());
            properties.put("millrace.run.chunk-size", 100);
            route(properties, 0, "energy");
            route(properties, 1, "strict");
            properties.put("millrace.routes[1].error-budget.count", 0);
            properties.put("millrace.routes[1].parameters.mode", "strict");
            route(properties, 2, "pair");
            properties.put("millrace.routes[2].key", "pair/{set}/{member}.json");
            properties.put("millrace.routes[2].set.members", "left,right");
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("space", properties));
        }

        private static void route(Map<String, Object> properties, int index, String name) {
            var route = "millrace.routes[%d].".formatted(index);
            properties.put(route + "name", name);
            properties.put(route + "bucket", SPACE.landing());
            properties.put(route + "key", name + "/**");
            properties.put(route + "job", "energy");
        }
    }
}
