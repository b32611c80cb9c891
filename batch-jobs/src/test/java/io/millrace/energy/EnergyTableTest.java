package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.run.Deadline;
import io.millrace.run.Gate;
import io.millrace.run.Outcome;
import io.millrace.run.Reason;
import io.millrace.run.Runs;
import io.millrace.run.Totals;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/// The energy pipeline with a table that somebody made otherwise.
@SpringBootTest(classes = Millrace.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
class EnergyTableTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();
    private static final String TABLE = SPACE.table("other-key");

    @Autowired Gate gate;

    @Autowired Runs runs;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        registry.add("millrace.energy.table", () -> TABLE);
        registry.add("millrace.routes[0].name", () -> "energy");
        registry.add("millrace.routes[0].bucket", SPACE::landing);
        registry.add("millrace.routes[0].key", () -> "energy/**");
        registry.add("millrace.routes[0].job", () -> "energy");
    }

    @Test
    void aTableOfAnotherKeyFailsTheRunAndRejectsNothing() {
        var id = AttributeDefinition.builder().attributeName("id").attributeType(ScalarAttributeType.S).build();
        var key = KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build();
        LocalCloud.shared()
                .dynamoDb()
                .createTable(
                        request ->
                                request.tableName(TABLE)
                                        .billingMode(BillingMode.PAY_PER_REQUEST)
                                        .attributeDefinitions(id)
                                        .keySchema(key));
        Arrival arrival = new FaultyFile("other-key", 3_000).put(SPACE);

        assertThat(gate.arrive(arrival, Deadline.none())).isInstanceOf(Outcome.Failed.class);

        var run = runs.find(arrival.runId()).orElseThrow();
        assertThat(run.totals()).isEqualTo(Totals.NONE);
        assertThat(run.run().reason())
                .isNotNull()
                .returns("TABLE_MISMATCH", Reason::code)
                .satisfies(reason -> assertThat(reason.text()).contains(TABLE, "id (S)", "site_id (S), timestamp (S)"));
    }
}
