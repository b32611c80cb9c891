package io.millrace.bench;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.energy.ReadingFiles;
import io.millrace.run.Deadline;
import io.millrace.run.RunState;

import org.springframework.jdbc.core.simple.JdbcClient;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;

import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs files of one reading, one after the other, in turn with what the seed does for each: get the object, put the
/// item. Arguments: bucket, table, files to warm up each side, rounds, and files per round and side.
final class SmallFilesProgram {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Application application;
    private final String bucket;
    private final String table;
    private final S3Client s3;
    private final DynamoDbClient dynamoDb;

    private SmallFilesProgram(Application application, String bucket, String table) {
        this.application = application;
        this.bucket = bucket;
        this.table = table;
        this.s3 = application.part(S3Client.class);
        this.dynamoDb = application.part(DynamoDbClient.class);
    }

    static void main(String... arguments) {
        try (var application = Application.start()) {
            var program = new SmallFilesProgram(application, arguments[0], arguments[1]);
            program.measure(
                    Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
        }
    }

    private void measure(int warmUp, int rounds, int files) {
        // Of the last file the statements are listed.
        var arrivals = put(warmUp + rounds * files + 1);
        var first = arrivals.subList(0, warmUp);
        first.forEach(arrival -> application.deliver(arrival, Deadline.none()));
        first.forEach(this::asTheSeedDoes);
        for (var round = 0; round < rounds; round++) {
            var batch = arrivals.subList(warmUp + round * files, warmUp + (round + 1) * files);
            // S3's work, not the engine's.
            var messages = batch.stream().map(application::message).toList();
            var transactionsBefore = transaction();
            SqlCount.clear();
            RequestCount.COUNTS.clear();
            var engine = Stopwatch.start();
            messages.forEach(message -> application.handle(message, Deadline.none()));
            var engineSeconds = engine.seconds();
            var statements = SqlCount.STATEMENTS.per(files, "sql: ");
            var others = SqlCount.OTHER_TRIPS.per(files, "sql connection: ");
            var requests = RequestCount.COUNTS.per(files, "aws: ");
            var transactions = transaction() - transactionsBefore - 1;
            var seed = Stopwatch.start();
            batch.forEach(this::asTheSeedDoes);
            Report.print(
                    Map.of(
                            "engineSeconds",
                            engineSeconds,
                            "seedSeconds",
                            seed.seconds(),
                            "files",
                            files,
                            "writingTransactions",
                            (double) transactions / files),
                    statements,
                    others,
                    requests);
        }
        SqlCount.clear();
        application.deliver(arrivals.getLast(), Deadline.none());
        var statements = SqlCount.inOrder();
        if (!statements.isEmpty()) {
            IO.println("(f) One file of one reading, in its order:");
            statements.forEach(line -> IO.println("(f)   " + line));
        }
        arrivals.forEach(arrival -> application.run(arrival.runId(), RunState.COMPLETED));
    }

    /// The number of a transaction of its own; each that writes takes one.
    private long transaction() {
        return application
                .part(JdbcClient.class)
                .sql("SELECT pg_current_xact_id()::text::bigint")
                .query(Long.class)
                .single();
    }

    private List<Arrival> put(int files) {
        // Of an anomaly, one reading in five, somebody is notified: that is work of its own.
        var lines =
                new String(ReadingFiles.ndjson(2 * files, ReadingFile.SEED), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.contains("\":-"))
                        .limit(files)
                        .toList();
        var arrivals = new ArrayList<Arrival>();
        for (var line : lines) {
            var key = "energy/one-" + arrivals.size() + ".json";
            var stored = s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString(line));
            var object = new ObjectVersion(bucket, key, stored.versionId(), stored.eTag());
            arrivals.add(new Arrival(object, line.length(), null, Instant.EPOCH));
        }
        return arrivals;
    }

    private void asTheSeedDoes(Arrival arrival) {
        var content = s3.getObjectAsBytes(request -> request.bucket(bucket).key(arrival.object().key()));
        var reading = JSON.readTree(content.asUtf8String());
        var generated = reading.required("energy_generated_kwh").decimalValue();
        var consumed = reading.required("energy_consumed_kwh").decimalValue();
        var item =
                Map.of(
                        "site_id", AttributeValue.fromS(reading.required("site_id").stringValue()),
                        "timestamp", AttributeValue.fromS(reading.required("timestamp").stringValue()),
                        "energy_generated_kwh", AttributeValue.fromN(generated.toString()),
                        "energy_consumed_kwh", AttributeValue.fromN(consumed.toString()),
                        "net_energy_kwh", AttributeValue.fromN(generated.subtract(consumed).toString()),
                        "anomaly", AttributeValue.fromBool(generated.signum() < 0 || consumed.signum() < 0));
        dynamoDb.putItem(request -> request.tableName(table).item(item));
    }
}
