package io.millrace.io;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.List;
import java.util.Map;

/// One item to put.
///
/// @param item the record that it comes from
/// @param key the item's key, comparable
/// @param attributes the item
/// @param replaced what the chunk had before it under the same key: this one's turn comes if DynamoDB refuses the later
///   one, as it would if they were written one by one
/// @param records how many records are done when it is taken: its own and all that it replaces
record DynamoDbPut<T>(
        Item<T> item,
        List<Object> key,
        Map<String, AttributeValue> attributes,
        @Nullable DynamoDbPut<T> replaced,
        int records) {

    static <T> DynamoDbPut<T> of(Item<T> item, DynamoDbTable<T> table) {
        var attributes = table.item().apply(item.value());
        return new DynamoDbPut<>(item, table.keyOf(attributes), attributes, null, 1);
    }

    DynamoDbPut<T> replacing(DynamoDbPut<T> earlier) {
        return new DynamoDbPut<>(item, key, attributes, earlier, 1 + earlier.records());
    }
}
