package io.millrace;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// The application, in the cloud and on a developer's machine alike.
@SpringBootApplication
public class Millrace {

    public static void main(String... args) {
        SpringApplication.run(Millrace.class, args);
    }
}
