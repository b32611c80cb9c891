package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.RunId;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.reject.Rejects;
import io.millrace.run.Deadline;
import io.millrace.run.Gate;
import io.millrace.run.Hop;
import io.millrace.run.Outcome;
import io.millrace.run.RunControl;
import io.millrace.run.RunState;
import io.millrace.run.Runs;
import io.millrace.run.Totals;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Many workers at once on one file: one of them works, and the others are told why they do not.
@SpringBootTest(
        classes = Millrace.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "millrace.run.chunk-size=500",
            "millrace.run.reserve=0s",
            "spring.datasource.hikari.maximum-pool-size=40"
        })
class EnergyRaceTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    private final DynamoDbClient dynamoDb = LocalCloud.shared().dynamoDb();
    private final String table = SPACE.table("energy-readings");

    @Autowired Gate gate;

    @Autowired RunControl control;

    @Autowired Runs runs;

    @Autowired Rejects rejects;

    @Autowired Readings readings;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        registry.add("millrace.routes[0].name", () -> "energy");
        registry.add("millrace.routes[0].bucket", SPACE::landing);
        registry.add("millrace.routes[0].key", () -> "energy/**");
        registry.add("millrace.routes[0].job", () -> "energy");
    }

    @Test
    void simultaneousDeliveriesAreOneRun() throws Exception {
        FaultyFile file = new FaultyFile("deliveries", 5_000);
        Arrival arrival = file.put(SPACE);

        List<Outcome> outcomes = race(32, () -> gate.arrive(arrival, Deadline.none()));

        assertOneWorked(outcomes);
        assertExact(file, arrival.runId());
        assertThat(runs.hops(arrival.runId(), 10)).singleElement().returns(Hop.Cause.ARRIVED, Hop::cause);
    }

    @Test
    void simultaneousRestartsOfAFailedRunAreOneAttempt() throws Exception {
        FaultyFile file = new FaultyFile("restarts", 5_000);
        Arrival arrival = file.put(SPACE);
        RunId run = arrival.runId();
        TableDescription right = dynamoDb.describeTable(request -> request.tableName(table)).table();
        dynamoDb.deleteTable(request -> request.tableName(table));
        assertThat(gate.arrive(arrival, Deadline.none())).isInstanceOf(Outcome.Failed.class);
        assertThat(runs.find(run).orElseThrow().totals()).isEqualTo(Totals.NONE);
        create(right);

        List<Outcome> outcomes =
                race(
                        8,
                        () -> {
                            control.restart(run);
                            return gate.resume(run, Deadline.none());
                        });

        assertOneWorked(outcomes);
        assertExact(file, run);
        assertThat(runs.find(run).orElseThrow().run().attempt()).isEqualTo(2);
        assertThat(runs.hops(run, 10)).hasSize(2);
    }

    /// The others found it at work, or came when it was done.
    private static void assertOneWorked(List<Outcome> outcomes) {
        assertThat(outcomes)
                .allMatch(Outcome::acknowledged)
                .allMatch(
                        outcome ->
                                switch (outcome) {
                                    case Outcome.Completed _, Outcome.Busy _, Outcome.Settled _ -> true;
                                    default -> false;
                                })
                .filteredOn(Outcome.Completed.class::isInstance)
                .hasSize(1);
    }

    private void assertExact(FaultyFile file, RunId run) {
        assertThat(runs.find(run).orElseThrow().run().state()).isEqualTo(RunState.COMPLETED);
        assertThat(runs.find(run).orElseThrow().totals()).isEqualTo(file.totals());
        assertThat(file.stored(readings)).isEqualTo(file.expected());
        assertThat(rejects.list(run, null, 1_000)).extracting(reject -> reject.place().record()).isEqualTo(file.bad());
    }

    private void create(TableDescription like) {
        dynamoDb.createTable(
                request ->
                        request.tableName(table)
                                .billingMode(BillingMode.PAY_PER_REQUEST)
                                .attributeDefinitions(like.attributeDefinitions())
                                .keySchema(like.keySchema())
                                .globalSecondaryIndexes(
                                        like.globalSecondaryIndexes().stream()
                                                .map(
                                                        index ->
                                                                GlobalSecondaryIndex.builder()
                                                                        .indexName(index.indexName())
                                                                        .keySchema(index.keySchema())
                                                                        .projection(index.projection())
                                                                        .build())
                                                .toList()));
    }

    private static List<Outcome> race(int workers, Callable<Outcome> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(workers);
        try (var threads = Executors.newFixedThreadPool(workers)) {
            List<Future<Outcome>> results =
                    Stream.generate(
                                    () ->
                                            threads.submit(
                                                    () -> {
                                                        start.await();
                                                        return work.call();
                                                    }))
                            .limit(workers)
                            .toList();
            // Throws what a worker threw.
            for (Future<Outcome> result : results) {
                result.get();
            }
            return results.stream().map(Future::resultNow).toList();
        }
    }
}
