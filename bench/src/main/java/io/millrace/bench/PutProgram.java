package io.millrace.bench;

import io.millrace.energy.Reading;
import io.millrace.energy.ReadingFiles;
import io.millrace.io.DynamoDbSettings;

import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/// Writes readings with nothing but a loop of BatchWriteItem, as many at once as the engine has under way. Arguments:
/// table and number of readings. Of an error it does nothing but end.
final class PutProgram {

    private static final int BATCH = 25;

    private final DynamoDbClient client;
    private final String table;
    private final LongAdder written = new LongAdder();

    private PutProgram(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    static void main(String... arguments) throws InterruptedException {
        var readings = Long.parseLong(arguments[1]);
        try (var http = Apache5HttpClient.builder().maxConnections(64).build();
                var client = DynamoDbClient.builder().httpClient(http).build()) {
            var program = new PutProgram(client, arguments[0]);
            var watch = Stopwatch.start();
            program.put(readings);
            var time = watch.figures();
            if (program.written.sum() != readings) {
                throw new IllegalStateException("Only %s were written".formatted(program.written));
            }
            Report.print(time, Map.of("written", program.written));
        }
    }

    private void put(long readings) throws InterruptedException {
        var free = new Semaphore(DynamoDbSettings.defaults().batchesInFlight());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var from = 0L; from < readings; from += BATCH) {
                var items =
                        LongStream.range(from, Math.min(readings, from + BATCH)).mapToObj(PutProgram::write).toList();
                free.acquire();
                threads.execute(() -> put(items, free));
            }
        }
    }

    private void put(List<WriteRequest> items, Semaphore free) {
        try {
            var answer = client.batchWriteItem(request -> request.requestItems(Map.of(table, items)));
            if (answer.unprocessedItems().isEmpty()) {
                written.add(items.size());
            }
        } finally {
            free.release();
        }
    }

    private static WriteRequest write(long number) {
        return WriteRequest.builder()
                .putRequest(put -> put.item(item(ReadingFiles.reading(number, ReadingFile.SEED))))
                .build();
    }

    private static Map<String, AttributeValue> item(Reading reading) {
        var anomaly = reading.generated().signum() < 0 || reading.consumed().signum() < 0;
        var item = new HashMap<String, AttributeValue>();
        item.put("site_id", AttributeValue.fromS(reading.site()));
        item.put("timestamp", AttributeValue.fromS(reading.at().toString()));
        item.put("energy_generated_kwh", number(reading.generated()));
        item.put("energy_consumed_kwh", number(reading.consumed()));
        item.put("net_energy_kwh", number(reading.generated().subtract(reading.consumed())));
        item.put("anomaly", AttributeValue.fromBool(anomaly));
        if (anomaly) {
            item.put("anomaly_site", AttributeValue.fromS(reading.site()));
        }
        return item;
    }

    private static AttributeValue number(BigDecimal value) {
        return AttributeValue.fromN(value.toString());
    }
}
