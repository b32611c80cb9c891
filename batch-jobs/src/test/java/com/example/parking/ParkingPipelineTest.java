package com.example.parking;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.local.LocalCloud;
import io.millrace.reject.Reject;
import io.millrace.reject.Rejects;
import io.millrace.run.FileDrop;
import io.millrace.run.RunState;
import io.millrace.run.Totals;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(
        classes = {Millrace.class, ParkingJob.class, FileDrop.class},
        properties = {
            "spring.config.import=classpath:com/example/parking/routes.yaml",
            "spring.flyway.locations=classpath:db/migration,classpath:com/example/parking"
        })
class ParkingPipelineTest {

    @Autowired FileDrop files;

    @Autowired Rejects rejects;

    @Autowired JdbcClient jdbc;

    @DynamicPropertySource
    static void space(DynamicPropertyRegistry registry) {
        LocalCloud.shared().newSpace().register(registry);
    }

    @Test
    void aFileBecomesStaysAndRejects() {
        var run =
                files.drop(
                        "parking/monday.ndjson",
                        """
                        {"garage":"north","ticket":"N-1","entered":"2026-03-02T08:00:00Z","left":"2026-03-02T17:30:00Z","paid":19.00}
                        {"garage":"north","ticket":"N-2","entered":"2026-03-02T08:01:00Z","left":"2026-03-02T08:04:00Z","paid":0}
                        {"garage":"north","ticket":"N-3","entered":"2026-03-02T09:00:00Z","left":"2026-03-02T08:00:00Z","paid":2}
                        {"garage":"east","ticket":"E-1","entered":"2026-03-02T09:00:00Z","left":"2026-03-02T11:00:00Z","paid":4}
                        {"garage":"south","ticket":"S-1","entered":"2026-03-02T09:00:00Z","left":"2026-03-02T11:00:00Z","paid":4}
                        {"garage":"south","ticket":"S-2","entered":"2026-03-02T10:00:00+01:00","left":"2026-03-02T11:00:00Z","paid":4
                        {"garage":"south","ticket":"S-3","entered":"2026-03-02T10:00:00+01:00","left":"2026-03-02T11:00:00Z","paid":4}
                        """);

        assertThat(run.run().state()).isEqualTo(RunState.COMPLETED);
        assertThat(run.totals()).isEqualTo(new Totals(7, 3, 1, 3));
        assertThat(jdbc.sql("SELECT ticket FROM parking.stay ORDER BY ticket").query(String.class).list())
                .containsExactly("N-1", "S-1", "S-3");
        assertThat(rejects.list(run.run().id(), null, 10))
                .extracting(Reject::code)
                .containsExactly("INCONSISTENT_FIELDS", "REFUSED_BY_STORE", "INVALID_JSON");
    }
}
