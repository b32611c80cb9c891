package io.millrace.io;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

import java.util.List;

/// Puts records into a DynamoDB table, a chunk at a time: batches of 25, several under way at once. A put replaces the
/// item of the same key, so that writing a chunk again changes nothing.
///
/// - It counts the puts that DynamoDB has acknowledged. Of several records with one key in a chunk the last one stays;
///   the others count with it.
/// - What DynamoDB does not take (unprocessed items, throttling, server errors, lost connections) is sent again after a
///   random, growing wait. A batch of which nothing is taken in [DynamoDbSettings#attempts()] attempts ends the write
///   with a [software.amazon.awssdk.core.exception.RetryableException]: a lasting, but transient fault.
/// - A batch that DynamoDB refuses is halved until the offending item stands alone; that record is rejected as
///   `REFUSED_BY_STORE` with DynamoDB's reason, its neighbours are stored. An item over 400 KB is one of these.
/// - A table that has another key than the records ends the write with a [TableMismatchException] before anything is
///   written or rejected. The writer has the table described once (`dynamodb:DescribeTable`) to know.
/// - Every other fault ends the write with what the SDK threw. Batches under way are awaited first: when `write` has
///   returned or thrown, nothing is written behind its caller's back.
///
/// The context is called on the calling thread only.
public final class DynamoDbRecordWriter<T> implements RecordWriter<T> {

    private final DynamoDbClient client;
    private final DynamoDbTable<T> table;
    private final DynamoDbKeyCheck<T> keyCheck;
    private final DynamoDbSettings settings;

    public DynamoDbRecordWriter(DynamoDbClient client, DynamoDbTable<T> table, DynamoDbSettings settings) {
        this.client = client;
        this.table = table;
        this.keyCheck = new DynamoDbKeyCheck<>(client, table);
        this.settings = settings;
    }

    @Override
    public int write(List<Item<T>> items, WriteContext context) throws InterruptedException {
        return new DynamoDbChunk<>(new DynamoDbBatchCall<>(client, table), keyCheck, settings, context).write(items);
    }

    @Override
    public boolean transactional() {
        return false;
    }
}
