package io.millrace.energy;

import static io.millrace.energy.ReadingsTable.ANOMALY_SITE;
import static io.millrace.energy.ReadingsTable.SITE;
import static io.millrace.energy.ReadingsTable.TIMESTAMP;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.Map;

/// What readings are listed by: the table itself, or its index of anomalies.
enum ReadingsIndex {
    READINGS(null, SITE),
    ANOMALIES("anomalies", ANOMALY_SITE);

    private final @Nullable String indexName;
    private final String partitionKey;

    ReadingsIndex(@Nullable String indexName, String partitionKey) {
        this.indexName = indexName;
        this.partitionKey = partitionKey;
    }

    /// The index's name in DynamoDB; null for the table itself.
    @Nullable String indexName() {
        return indexName;
    }

    String partitionKey() {
        return partitionKey;
    }

    /// The key of a reading: in an index that is the index's own together with the table's.
    Map<String, AttributeValue> key(String site, String timestamp) {
        var siteId = AttributeValue.fromS(site);
        var at = AttributeValue.fromS(timestamp);
        return this == READINGS
                ? Map.of(SITE, siteId, TIMESTAMP, at)
                : Map.of(partitionKey, siteId, SITE, siteId, TIMESTAMP, at);
    }
}
