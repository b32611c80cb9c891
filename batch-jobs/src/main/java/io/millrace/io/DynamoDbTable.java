package io.millrace.io;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A table that records go into: its name, the names of its key attributes (partition key, then the sort key if it has
/// one), and how a record becomes an item. `item` runs once per record, must be a pure function, and must give every
/// item its key.
public record DynamoDbTable<T>(String name, List<String> key, Function<? super T, Map<String, AttributeValue>> item) {

    public DynamoDbTable {
        key = List.copyOf(key);
    }

    /// The item's key in a form that is equal exactly where DynamoDB takes two keys to be the same: 1 and 1.0 are.
    List<Object> keyOf(Map<String, AttributeValue> item) {
        return key.stream().map(attribute -> keyPart(attribute, item)).toList();
    }

    private Object keyPart(String attribute, Map<String, AttributeValue> item) {
        var value = item.get(attribute);
        if (value == null) {
            throw new IllegalStateException("An item for table %s has no key attribute %s".formatted(name, attribute));
        }
        if (value.s() != null) {
            return value.s();
        }
        return value.n() == null ? value : new BigDecimal(value.n()).stripTrailingZeros();
    }
}
