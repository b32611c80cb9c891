package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class ActuatorTest {

    @Autowired Api api;

    @Autowired Files files;

    @Test
    void tellsTheHealthOfEveryDependency() {
        var health = api.get("/actuator/health").json();

        assertThat(health.get("status").stringValue()).isEqualTo("UP");
        assertThat(health.get("components").propertyNames()).contains("db", "s3", "sqs", "dynamoDb");
    }

    @Test
    void countsRecordsAndRejects() {
        files.run("energy/counted.ndjson", "nonsense\n" + Files.reading("a", "2026-03-01T12:00:00Z"));

        assertThat(
                        api.get("/actuator/metrics/millrace.records?tag=fate:rejected")
                                .json()
                                .at("/measurements/0/value")
                                .doubleValue())
                .isPositive();
        assertThat(api.get("/actuator/prometheus").text())
                .contains("millrace_rejects_total{code=\"INVALID_JSON\",job=\"energy\"}");
        assertThat(api.get("/actuator/info").status()).isEqualTo(200);
    }

    @Test
    void showsNothingElse() {
        api.get("/actuator/env").problem(404, "PATH_NOT_FOUND");
        api.get("/actuator/heapdump").problem(404, "PATH_NOT_FOUND");
    }
}
