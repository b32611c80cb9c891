package io.millrace.local;

import static software.amazon.awssdk.services.dynamodb.model.KeyType.HASH;
import static software.amazon.awssdk.services.dynamodb.model.KeyType.RANGE;

import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A DynamoDB table that a pipeline needs. All key attributes are strings.
///
/// @param name its name in a space, after the space's own
/// @param setting the application's setting that names it
/// @param key partition key and sort key
/// @param indexes secondary indexes, with all attributes
record LocalTable(String name, String setting, Key key, List<Index> indexes) {

    record Key(String partition, String sort) {

        private List<KeySchemaElement> schema() {
            return List.of(
                    KeySchemaElement.builder().attributeName(partition).keyType(HASH).build(),
                    KeySchemaElement.builder().attributeName(sort).keyType(RANGE).build());
        }
    }

    record Index(String name, Key key) {

        private GlobalSecondaryIndex definition() {
            return GlobalSecondaryIndex.builder()
                    .indexName(name)
                    .keySchema(key.schema())
                    .projection(projection -> projection.projectionType(ProjectionType.ALL))
                    .build();
        }
    }

    /// Every table of every pipeline.
    static final List<LocalTable> ALL =
            List.of(
                    new LocalTable(
                            "energy-readings",
                            "millrace.energy.table",
                            new Key("site_id", "timestamp"),
                            List.of(new Index("anomalies", new Key("anomaly_site", "timestamp")))));

    CreateTableRequest request(String tableName) {
        return CreateTableRequest.builder()
                .tableName(tableName)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key.schema())
                .attributeDefinitions(keyAttributes().stream().map(LocalTable::text).toList())
                .globalSecondaryIndexes(indexes.stream().map(Index::definition).toList())
                .build();
    }

    private Set<String> keyAttributes() {
        var names = new TreeSet<>(List.of(key.partition(), key.sort()));
        indexes.forEach(index -> names.addAll(List.of(index.key().partition(), index.key().sort())));
        return names;
    }

    private static AttributeDefinition text(String attribute) {
        return AttributeDefinition.builder().attributeName(attribute).attributeType(ScalarAttributeType.S).build();
    }
}
