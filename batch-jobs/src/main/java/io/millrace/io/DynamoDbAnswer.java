package io.millrace.io;

import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.List;

/// What became of one batch.
sealed interface DynamoDbAnswer<T> {

    DynamoDbBatch<T> batch();

    /// Stored, except for what is left over; nothing may be left over, and everything may.
    record Taken<T>(DynamoDbBatch<T> batch, List<DynamoDbPut<T>> leftOver) implements DynamoDbAnswer<T> {}

    /// Nothing is stored, because an item, or more than one, breaks DynamoDB's rules.
    record Refused<T>(DynamoDbBatch<T> batch, DynamoDbException reason) implements DynamoDbAnswer<T> {}

    /// Perhaps stored, perhaps not; worth another attempt.
    record Unavailable<T>(DynamoDbBatch<T> batch, RuntimeException cause) implements DynamoDbAnswer<T> {}

    /// Not to be repeated.
    record Failed<T>(DynamoDbBatch<T> batch, Throwable cause) implements DynamoDbAnswer<T> {}
}
