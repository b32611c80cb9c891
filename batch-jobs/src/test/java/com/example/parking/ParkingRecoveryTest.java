package com.example.parking;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.local.LocalCloud;
import io.millrace.reject.Rejects;
import io.millrace.run.FileDrop;
import io.millrace.run.RunState;
import io.millrace.run.RunSummary;
import io.millrace.run.Runs;
import io.millrace.run.StopEarly;
import io.millrace.run.Totals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What the page promises of the example: whatever happens on the way, the table is the same in the end.
@SpringBootTest(
        classes = {Millrace.class, ParkingJob.class, FileDrop.class},
        properties = {
            "spring.config.import=classpath:com/example/parking/routes.yaml",
            "spring.flyway.locations=classpath:db/migration,classpath:com/example/parking",
            "millrace.run.chunk-size=100",
            "millrace.run.reserve=0s",
            "millrace.run.retry-delay=1ms"
        })
class ParkingRecoveryTest {

    private static final int LINES = 1_000;
    private static final Totals TOTALS = new Totals(LINES, 948, 17, 35);

    @Autowired FileDrop files;

    @Autowired Rejects rejects;

    @Autowired Runs runs;

    @Autowired JdbcClient jdbc;

    private final String key = "parking/" + UUID.randomUUID() + ".ndjson";

    @DynamicPropertySource
    static void space(DynamicPropertyRegistry registry) {
        LocalCloud.shared().newSpace().register(registry);
    }

    @BeforeEach
    void empty() {
        jdbc.sql("TRUNCATE parking.stay").update();
        jdbc.sql("DROP TRIGGER IF EXISTS fuse ON parking.stay").update();
    }

    @Test
    void aRunThatFailedInTheMiddleAndWasRestartedLeavesTheTableOfAnUndisturbedOne() {
        var undisturbed = undisturbed();
        breakOnce("RAISE EXCEPTION 'the disk is on fire'");

        var run = files.drop(key, lines());

        assertThat(run.run().state()).isEqualTo(RunState.FAILED);
        assertThat(run.totals().read()).isBetween(100L, 900L).matches(read -> read % 100 == 0, "ends with a chunk");
        assertThat(stays()).hasSize((int) run.totals().written());
        assertRecovered(files.announceAgain(run), undisturbed);
    }

    @Test
    void aLostConnectionIsMadeUpForInTheSameDelivery() {
        var undisturbed = undisturbed();
        breakOnce("PERFORM pg_terminate_backend(pg_backend_pid())");

        var run = files.drop(key, lines());

        assertThat(runs.hops(run.run().id(), 10)).hasSize(2);
        assertRecovered(run, undisturbed);
    }

    @Test
    void aRunThatStopsBeforeItsDeadlineAndGoesOnLeavesTheSameTable() {
        var undisturbed = undisturbed();
        int[] chunks = {4};

        var run = files.drop(key, lines(), new StopEarly(() -> chunks[0]-- > 0));

        assertThat(run.run().state()).isEqualTo(RunState.STARTED);
        assertThat(run.totals().read()).isEqualTo(400);
        assertRecovered(files.resume(run), undisturbed);
    }

    @Test
    void aCorrectedFileReplacesWhatItCorrects() {
        files.drop(key, lines());

        assertThat(files.drop(key, lines()).totals()).isEqualTo(TOTALS);

        assertThat(stays()).hasSize(948).allSatisfy(stay -> assertThat(stay).containsEntry("revision", 2));
    }

    /// The rows and rejects of the same file where nothing happens.
    private Result undisturbed() {
        var run = files.drop("parking/undisturbed-" + UUID.randomUUID() + ".ndjson", lines());
        assertThat(run.totals()).isEqualTo(TOTALS);
        var result = result(run);
        jdbc.sql("TRUNCATE parking.stay").update();
        return result;
    }

    private void assertRecovered(RunSummary run, Result undisturbed) {
        assertThat(run.run().state()).isEqualTo(RunState.COMPLETED);
        assertThat(run.totals()).isEqualTo(TOTALS);
        assertThat(result(run)).isEqualTo(undisturbed);
    }

    private record Result(List<Map<String, @Nullable Object>> stays, List<String> rejects) {}

    private Result result(RunSummary run) {
        return new Result(
                stays(),
                rejects.list(run.run().id(), null, LINES).stream()
                        .map(reject -> reject.place() + " " + reject.code())
                        .toList());
    }

    private List<Map<String, @Nullable Object>> stays() {
        return jdbc.sql("SELECT * FROM parking.stay ORDER BY garage, ticket").query().listOfRows();
    }

    /// The 450th row that PostgreSQL is asked to insert makes it fail: in the middle of a chunk, and never again,
    /// because a sequence does not go back with its transaction.
    private void breakOnce(String action) {
        jdbc.sql(
                        """
                        DROP SEQUENCE IF EXISTS parking.inserted;
                        CREATE SEQUENCE parking.inserted;
                        CREATE OR REPLACE FUNCTION parking.fuse() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN IF nextval('parking.inserted') = 450 THEN %s; END IF; RETURN new; END $$;
                        CREATE TRIGGER fuse BEFORE INSERT ON parking.stay FOR EACH ROW EXECUTE FUNCTION parking.fuse()\
                        """
                                .formatted(action))
                .update();
    }

    /// Every 50th garage is unknown to PostgreSQL, every 60th car only drives through, every 70th line is broken.
    private static String lines() {
        return IntStream.rangeClosed(1, LINES).mapToObj(ParkingRecoveryTest::line).collect(Collectors.joining("\n"));
    }

    private static String line(int number) {
        var entered = Instant.parse("2026-03-02T00:00:00Z").plusSeconds(number);
        return """
        {"garage":"%s","ticket":"T-%d","entered":"%s","left":"%s","paid":%s\
        """
                        .formatted(
                                number % 50 == 7 ? "east" : "north",
                                number,
                                entered,
                                entered.plusSeconds(number % 60 == 11 ? 60 : 3_600),
                                number % 9 + ".5")
                        .strip()
                + (number % 70 == 13 ? "" : "}");
    }
}
