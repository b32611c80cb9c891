package io.millrace.io;

import java.util.List;

/// Items that go to DynamoDB in one call.
///
/// @param level how often DynamoDB took nothing of it, less the times it took something: the level of back-off
/// @param notUntil earliest time of the call, by [System#nanoTime()]
record DynamoDbBatch<T>(List<DynamoDbPut<T>> puts, int level, long notUntil) {

    /// DynamoDB's limit.
    static final int SIZE = 25;

    static <T> DynamoDbBatch<T> of(List<DynamoDbPut<T>> puts) {
        return new DynamoDbBatch<>(puts, 0, System.nanoTime());
    }

    DynamoDbBatch<T> firstHalf() {
        return of(puts.subList(0, puts.size() / 2));
    }

    DynamoDbBatch<T> secondHalf() {
        return of(puts.subList(puts.size() / 2, puts.size()));
    }

    /// How long until its time has come; not positive if it has.
    long nanosToWait() {
        return notUntil - System.nanoTime();
    }
}
