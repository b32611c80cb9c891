package io.millrace.io;

import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// One BatchWriteItem call, and what its answer means.
final class DynamoDbBatchCall<T> {

    /// The chunk repeats calls, each after asking for the lease; a client that did so too would not ask.
    private static final AwsRequestOverrideConfiguration ONCE =
            AwsRequestOverrideConfiguration.builder()
                    .addPlugin(
                            client ->
                                    client.overrideConfiguration(
                                            client.overrideConfiguration().toBuilder()
                                                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                                                    .build()))
                    .build();

    private final DynamoDbClient client;
    private final DynamoDbTable<T> table;

    DynamoDbBatchCall(DynamoDbClient client, DynamoDbTable<T> table) {
        this.client = client;
        this.table = table;
    }

    DynamoDbTable<T> table() {
        return table;
    }

    /// Never throws: a worker that died without an answer would leave its chunk waiting for ever.
    DynamoDbAnswer<T> put(DynamoDbBatch<T> batch) {
        try {
            return new DynamoDbAnswer.Taken<>(batch, leftOver(batch, send(batch)));
        } catch (SdkException fault) {
            return answerTo(batch, fault);
        } catch (Throwable fault) {
            return new DynamoDbAnswer.Failed<>(batch, fault);
        }
    }

    private List<WriteRequest> send(DynamoDbBatch<T> batch) {
        var writes =
                batch.puts().stream()
                        .map(
                                put ->
                                        WriteRequest.builder()
                                                .putRequest(request -> request.item(put.attributes()))
                                                .build())
                        .toList();
        return client.batchWriteItem(
                        request -> request.requestItems(Map.of(table.name(), writes)).overrideConfiguration(ONCE))
                .unprocessedItems()
                .getOrDefault(table.name(), List.of());
    }

    private List<DynamoDbPut<T>> leftOver(DynamoDbBatch<T> batch, List<WriteRequest> unprocessed) {
        if (unprocessed.isEmpty()) {
            return List.of();
        }
        var keys = new HashSet<List<Object>>();
        unprocessed.forEach(write -> keys.add(table.keyOf(write.putRequest().item())));
        var leftOver = batch.puts().stream().filter(put -> keys.contains(put.key())).toList();
        // Should an item come back that we do not recognise, then all of them again rather than one too few.
        return leftOver.size() == unprocessed.size() ? leftOver : batch.puts();
    }

    private static <T> DynamoDbAnswer<T> answerTo(DynamoDbBatch<T> batch, SdkException fault) {
        if (AwsFault.of(fault) == AwsFault.UNAVAILABLE) {
            return new DynamoDbAnswer.Unavailable<>(batch, fault);
        }
        return fault instanceof DynamoDbException refusal && isRefusal(refusal)
                ? new DynamoDbAnswer.Refused<>(batch, refusal)
                : new DynamoDbAnswer.Failed<>(batch, fault);
    }

    private static boolean isRefusal(AwsServiceException fault) {
        var details = fault.awsErrorDetails();
        return details != null && "ValidationException".equals(details.errorCode());
    }
}
