package io.millrace.energy;

import io.millrace.io.DynamoDbNumber;
import io.millrace.io.DynamoDbTable;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How a reading lies in DynamoDB: one item per site and instant, so that the same reading twice is one item.
///
/// The index of anomalies is sparse: `anomaly_site` repeats the site on anomalies only, and DynamoDB indexes only items
/// that have the index's key. (The attribute `anomaly` cannot be that key: it is a boolean.)
final class ReadingsTable {

    static final String SITE = "site_id";
    static final String TIMESTAMP = "timestamp";
    static final String GENERATED = "energy_generated_kwh";
    static final String CONSUMED = "energy_consumed_kwh";
    static final String NET = "net_energy_kwh";
    static final String ANOMALY = "anomaly";

    static final String ANOMALY_SITE = "anomaly_site";

    private ReadingsTable() {}

    static DynamoDbTable<ProcessedReading> named(String name) {
        return new DynamoDbTable<>(name, List.of(SITE, TIMESTAMP), ReadingsTable::item);
    }

    static Map<String, AttributeValue> item(ProcessedReading reading) {
        var item = HashMap.<String, AttributeValue>newHashMap(7);
        var site = AttributeValue.fromS(reading.site());
        item.put(SITE, site);
        item.put(TIMESTAMP, AttributeValue.fromS(SortKeys.of(reading.at())));
        item.put(GENERATED, DynamoDbNumber.attribute(reading.generated()));
        item.put(CONSUMED, DynamoDbNumber.attribute(reading.consumed()));
        item.put(NET, DynamoDbNumber.attribute(reading.net()));
        item.put(ANOMALY, AttributeValue.fromBool(reading.anomaly()));
        if (reading.anomaly()) {
            item.put(ANOMALY_SITE, site);
        }
        return item;
    }

    static ProcessedReading reading(Map<String, AttributeValue> item) {
        return new ProcessedReading(
                text(item, SITE),
                SortKeys.at(text(item, TIMESTAMP)),
                DynamoDbNumber.value(attribute(item, GENERATED)),
                DynamoDbNumber.value(attribute(item, CONSUMED)),
                DynamoDbNumber.value(attribute(item, NET)),
                attribute(item, ANOMALY).bool());
    }

    static String text(Map<String, AttributeValue> item, String name) {
        return attribute(item, name).s();
    }

    private static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
        var value = item.get(name);
        if (value == null) {
            throw new IllegalStateException(
                    "An item of the readings table has no attribute %s: %s".formatted(name, item));
        }
        return value;
    }
}
