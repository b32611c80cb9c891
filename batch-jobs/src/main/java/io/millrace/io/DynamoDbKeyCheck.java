package io.millrace.io;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes sure, before the first record is written, that a table has the key that the records have. With another key it
/// would refuse each of them, or worse: where a part of the key is missing, take them and keep the last of many.
final class DynamoDbKeyCheck<T> {

    private final DynamoDbClient client;
    private final DynamoDbTable<T> table;
    private volatile boolean passed;

    DynamoDbKeyCheck(DynamoDbClient client, DynamoDbTable<T> table) {
        this.client = client;
        this.table = table;
    }

    /// Throws if the table has another key. DynamoDB is asked until it has not.
    ///
    /// @param any one that is to be written
    void verify(DynamoDbPut<T> any) throws InterruptedException {
        if (passed) {
            return;
        }
        var key = key(describe());
        var needed = key(table.key().stream(), name -> type(any, name));
        if (!key.equals(needed)) {
            throw new TableMismatchException(table.name(), key, needed);
        }
        passed = true;
    }

    private TableDescription describe() throws InterruptedException {
        try {
            return client.describeTable(request -> request.tableName(table.name())).table();
        } catch (ResourceNotFoundException e) {
            throw new IllegalStateException("DynamoDB has no table " + table.name(), e);
        } catch (AbortedException e) {
            throw new InterruptedException(e.getMessage());
        }
    }

    private static String key(TableDescription description) {
        var types =
                description.attributeDefinitions().stream()
                        .collect(
                                Collectors.toMap(
                                        AttributeDefinition::attributeName,
                                        AttributeDefinition::attributeTypeAsString));
        return key(description.keySchema().stream().map(KeySchemaElement::attributeName), types::get);
    }

    private static <T> String type(DynamoDbPut<T> put, String name) {
        return Objects.requireNonNull(put.attributes().get(name)).type().name();
    }

    private static String key(Stream<String> names, Function<String, @Nullable String> type) {
        return names.map(name -> "%s (%s)".formatted(name, type.apply(name))).collect(Collectors.joining(", "));
    }
}
