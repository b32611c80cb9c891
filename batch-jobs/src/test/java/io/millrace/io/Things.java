package io.millrace.io;

import io.millrace.local.LocalCloud;
import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;

/// A table of things, new for each test.
final class Things {

    /// @param number the key, a number as DynamoDB takes it
    record Thing(String number, String text) {}

    private final DynamoDbClient client = LocalCloud.shared().dynamoDb();
    final String name = "things-" + UUID.randomUUID();
    final DynamoDbTable<Thing> table =
            new DynamoDbTable<>(
                    name,
                    List.of("number"),
                    thing ->
                            Map.of(
                                    "number",
                                    AttributeValue.fromN(thing.number()),
                                    "text",
                                    AttributeValue.fromS(thing.text())));

    Things() {
        var number = AttributeDefinition.builder().attributeName("number").attributeType(ScalarAttributeType.N).build();
        var key = KeySchemaElement.builder().attributeName("number").keyType(KeyType.HASH).build();
        client.createTable(
                request ->
                        request.tableName(name)
                                .billingMode(BillingMode.PAY_PER_REQUEST)
                                .attributeDefinitions(number)
                                .keySchema(key));
    }

    /// What is stored: number to text.
    Map<String, String> stored() {
        var stored = new HashMap<String, String>();
        client.scanPaginator(request -> request.tableName(name))
                .items()
                .forEach(item -> stored.put(attribute(item, "number").n(), attribute(item, "text").s()));
        return stored;
    }

    private static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
        return Objects.requireNonNull(item.get(name));
    }

    /// As many items with different keys.
    static List<Item<Thing>> items(int count) {
        return IntStream.range(0, count).mapToObj(i -> item(Integer.toString(i), "thing " + i)).toList();
    }

    static Item<Thing> item(String number, String text) {
        return new Item<>(new RawRecord(new Place(1, 0), new byte[0], 0), new Thing(number, text));
    }
}
