package io.millrace.bench;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// A table that holds nothing and answers in DynamoDB's pages as if it held a reading of each of [#SITES] sites every
/// minute. It knows the two requests of a report.
final class MadeUpReadings implements DynamoDbClient {

    static final int SITES = 200;

    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final String SITE = "site_id";
    private static final String TIMESTAMP = "timestamp";

    @Override
    public ScanResponse scan(ScanRequest request) {
        var next = request.hasExclusiveStartKey() ? number(text(request.exclusiveStartKey(), SITE)) + 1 : 0;
        return next == SITES
                ? ScanResponse.builder().items(List.of()).build()
                : ScanResponse.builder().items(List.of(Map.of(SITE, AttributeValue.fromS(name(next))))).build();
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        var site = text(request.expressionAttributeValues(), ":site");
        var first = Instant.parse(text(request.expressionAttributeValues(), ":first"));
        var last = Instant.parse(text(request.expressionAttributeValues(), ":last"));
        var at =
                request.hasExclusiveStartKey()
                        ? Instant.parse(text(request.exclusiveStartKey(), TIMESTAMP)).plus(INTERVAL)
                        : first;
        var items = new ArrayList<Map<String, AttributeValue>>();
        for (; items.size() < request.limit() && !at.isAfter(last); at = at.plus(INTERVAL)) {
            items.add(item(site, at));
        }
        var answer = QueryResponse.builder().items(items);
        if (!at.isAfter(last)) {
            var end = items.getLast();
            answer.lastEvaluatedKey(Map.of(SITE, value(end, SITE), TIMESTAMP, value(end, TIMESTAMP)));
        }
        return answer.build();
    }

    private static Map<String, AttributeValue> item(String site, Instant at) {
        var random = new SplittableRandom(site.hashCode() * 1_000_003L + at.getEpochSecond());
        var generated = random.nextInt(-10, 1_000);
        var consumed = random.nextInt(1_000);
        return Map.of(
                SITE,
                AttributeValue.fromS(site),
                TIMESTAMP,
                AttributeValue.fromS(at.toString().replace("Z", ".000000000Z")),
                "energy_generated_kwh",
                AttributeValue.fromN(Integer.toString(generated)),
                "energy_consumed_kwh",
                AttributeValue.fromN(Integer.toString(consumed)),
                "net_energy_kwh",
                AttributeValue.fromN(Integer.toString(generated - consumed)),
                "anomaly",
                AttributeValue.fromBool(generated < 0));
    }

    private static String name(int number) {
        return "site-%03d".formatted(number);
    }

    private static int number(String site) {
        return Integer.parseInt(site.substring("site-".length()));
    }

    private static String text(Map<String, AttributeValue> values, String name) {
        return value(values, name).s();
    }

    private static AttributeValue value(Map<String, AttributeValue> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
