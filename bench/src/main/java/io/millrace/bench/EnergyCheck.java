package io.millrace.bench;

import io.millrace.bench.NewestObjects.NewestObject;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the energy pipeline must have made of the newest contents, computed from them with nothing of the engine, and
/// what it has made.
final class EnergyCheck {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final DateTimeFormatter SORT_KEY = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'");

    private final Differences differences;
    private final StoredRuns runs;

    /// By site and time, of all files.
    private final Map<String, String> expected = new HashMap<>();

    private long records;

    EnergyCheck(Differences differences, StoredRuns runs) {
        this.differences = differences;
        this.runs = runs;
    }

    /// Reads the newest content of a key, and compares what its run kept of it.
    void add(NewestObject object) {
        var rejects = new TreeMap<Long, String>();
        var array = object.lines().getFirst().equals("[");
        var lines = object.lines().stream().filter(line -> !line.equals("[") && !line.equals("]")).toList();
        var number = 0L;
        for (var line : lines) {
            number++;
            // A line of NDJSON may be cut off behind a comma, which then is part of the bad record.
            var record = array && line.endsWith(",") ? line.substring(0, line.length() - 1) : line;
            var item = item(record);
            if (item.isPresent()) {
                expected.putAll(item.get());
            } else {
                rejects.put(number, record);
            }
        }
        records += lines.size();
        var run = runs.of(object);
        runs.checkStep(run, "load", lines.size(), rejects);
    }

    /// An item by its key, as one text each; nothing if the record is to be rejected.
    private static Optional<Map<String, String>> item(String record) {
        try {
            var json = JSON.readTree(record);
            var site = json.path("site_id");
            var generated = json.path("energy_generated_kwh");
            var consumed = json.path("energy_consumed_kwh");
            if (!site.isString()
                    || site.stringValue().isBlank()
                    || !generated.isNumber()
                    || !consumed.isNumber()
                    || !json.path("timestamp").isString()) {
                return Optional.empty();
            }
            var at =
                    OffsetDateTime.parse(json.path("timestamp").stringValue())
                            .withOffsetSameInstant(ZoneOffset.UTC)
                            .format(SORT_KEY);
            return Optional.of(
                    Map.of(
                            site.stringValue() + " " + at,
                            item(site.stringValue(), number(generated), number(consumed))));
        } catch (JacksonException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static BigDecimal number(JsonNode node) {
        return new BigDecimal(node.asString());
    }

    private static String item(String site, BigDecimal generated, BigDecimal consumed) {
        var anomaly = generated.signum() < 0 || consumed.signum() < 0;
        return text(generated, consumed, generated.subtract(consumed), anomaly, anomaly ? site : "-");
    }

    private static String text(
            BigDecimal generated, BigDecimal consumed, BigDecimal net, boolean anomaly, String anomalySite) {
        return "%s %s %s %s %s".formatted(plain(generated), plain(consumed), plain(net), anomaly, anomalySite);
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /// Compares with all that is in the table.
    void compare(DynamoDbClient dynamoDb, String table) {
        var stored = new HashMap<String, String>();
        dynamoDb.scanPaginator(request -> request.tableName(table).consistentRead(true)).items().stream()
                .forEach(item -> stored.put(text(item, "site_id") + " " + text(item, "timestamp"), stored(item)));
        differences.compare("", "items of the table", expected, stored);
        expected.keySet().stream()
                .filter(key -> !expected.get(key).equals(stored.get(key)))
                .map(key -> "energy/" + key.substring(1, key.indexOf('-')))
                .distinct()
                .limit(10)
                .forEach(key -> runs.ofKey(key).forEach(run -> differences.add(run, "items of " + key)));
    }

    private static String stored(Map<String, AttributeValue> item) {
        return text(
                new BigDecimal(attribute(item, "energy_generated_kwh").n()),
                new BigDecimal(attribute(item, "energy_consumed_kwh").n()),
                new BigDecimal(attribute(item, "net_energy_kwh").n()),
                attribute(item, "anomaly").bool(),
                item.containsKey("anomaly_site") ? text(item, "anomaly_site") : "-");
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        return attribute(item, name).s();
    }

    private static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
        return item.getOrDefault(name, AttributeValue.fromS("missing"));
    }

    long records() {
        return records;
    }
}
