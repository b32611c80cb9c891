package io.millrace.operations.health;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.util.List;

/// DynamoDB is healthy when every table can be read and written.
final class DynamoDbHealth extends AbstractHealthIndicator {

    private final DynamoDbClient dynamoDb;
    private final List<String> tables;

    DynamoDbHealth(DynamoDbClient dynamoDb, List<String> tables) {
        super("DynamoDB does not answer");
        this.dynamoDb = dynamoDb;
        this.tables = tables;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.up();
        for (var table : tables) {
            var status = status(table);
            health.withDetail(table, status);
            // A table that is being changed serves as before.
            if (status != TableStatus.ACTIVE && status != TableStatus.UPDATING) {
                health.down();
            }
        }
    }

    private TableStatus status(String table) {
        return dynamoDb.describeTable(request -> request.tableName(table).overrideConfiguration(Patience::limit))
                .table()
                .tableStatus();
    }
}
