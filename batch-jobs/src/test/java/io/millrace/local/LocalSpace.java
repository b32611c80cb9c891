package io.millrace.local;

import org.springframework.test.context.DynamicPropertyRegistry;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.sql.DataSource;

/// What one deployment of the application has in a [LocalCloud]: a database, buckets, queues and tables of its own. All
/// names begin with the space's, so that tests that share a cloud do not meet.
public final class LocalSpace {

    /// How often a message of the queue of files is received before it goes to the dead-letter queue.
    public static final int MAX_RECEIVES = 3;

    private final LocalCloud cloud;
    private final String name;
    private final Options options;

    /// How a space differs from the usual.
    ///
    /// @param versioned whether the landing bucket keeps versions
    /// @param visibilityTimeout how long a received message of the queue of files stays invisible; AWS wants six times
    ///   the function's time limit
    public record Options(boolean versioned, Duration visibilityTimeout) {

        public static final Options USUAL = new Options(true, Duration.ofMinutes(6));
    }

    private LocalSpace(LocalCloud cloud, String name, Options options) {
        this.cloud = cloud;
        this.name = name;
        this.options = options;
    }

    static LocalSpace create(LocalCloud cloud, String name, Options options) {
        var space = new LocalSpace(cloud, name, options);
        space.createDatabase();
        space.createBuckets();
        space.createQueues();
        space.createTables();
        return space;
    }

    public String name() {
        return name;
    }

    /// The bucket in which files arrive.
    public String landing() {
        return name + "-landing";
    }

    /// The bucket for results.
    public String results() {
        return name + "-results";
    }

    /// The URL of the queue of arrivals.
    public String files() {
        return queueUrl("files");
    }

    /// The URL of its dead-letter queue.
    public String filesDlq() {
        return queueUrl("files-dlq");
    }

    /// The URL of the queue of rejects.
    public String rejects() {
        return queueUrl("rejects");
    }

    /// The ARN of the queue of arrivals, as messages name their source.
    public String filesArn() {
        return queueArn("files");
    }

    /// The name of a pipeline's DynamoDB table, such as `energy-readings`.
    public String table(String table) {
        return name + "-" + table;
    }

    public String jdbcUrl() {
        return cloud.jdbcUrl(name);
    }

    /// A source of plain connections to the database, without a pool.
    public DataSource dataSource() {
        return cloud.dataSource(name);
    }

    /// Puts a file into the landing bucket; its version id, or its eTag where the bucket keeps no versions.
    public String put(String key, byte[] content) {
        var put = cloud.s3().putObject(request -> request.bucket(landing()).key(key), RequestBody.fromBytes(content));
        return options.versioned() ? put.versionId() : put.eTag();
    }

    /// The settings with which the application uses this space.
    public Map<String, Object> properties() {
        var properties = new LinkedHashMap<String, Object>();
        properties.put("spring.datasource.url", jdbcUrl());
        properties.put("spring.datasource.username", PostgresEmulator.USER);
        properties.put("millrace.aws.buckets.landing", landing());
        properties.put("millrace.aws.buckets.results", results());
        properties.put("millrace.aws.queues.files", files());
        properties.put("millrace.aws.queues.files-dlq", filesDlq());
        properties.put("millrace.aws.queues.rejects", rejects());
        properties.put("millrace.aws.s3-path-style", true);
        LocalTable.ALL.forEach(table -> properties.put(table.setting(), table(table.name())));
        return properties;
    }

    /// For a test's `@DynamicPropertySource`.
    public void register(DynamicPropertyRegistry registry) {
        properties().forEach((key, value) -> registry.add(key, () -> value));
    }

    /// The settings and the SDK's own properties as arguments of another JVM, so that a worker in it uses this space.
    public List<String> jvmArguments() {
        return Stream.concat(cloud.systemProperties().entrySet().stream(), properties().entrySet().stream())
                .map(property -> "-D" + property.getKey() + "=" + property.getValue())
                .toList();
    }

    private void createDatabase() {
        try {
            cloud.createDatabase(name);
        } catch (SQLException e) {
            throw new IllegalStateException("The database of the local space %s was not created".formatted(name), e);
        }
    }

    private void createBuckets() {
        for (var bucket : List.of(landing(), results())) {
            cloud.s3().createBucket(request -> request.bucket(bucket));
        }
        if (options.versioned()) {
            cloud.s3()
                    .putBucketVersioning(
                            request ->
                                    request.bucket(landing())
                                            .versioningConfiguration(
                                                    versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
        }
    }

    private void createQueues() {
        createQueue("files-dlq", Map.of());
        createQueue("rejects", Map.of());
        var redrive =
                "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
                        .formatted(queueArn("files-dlq"), MAX_RECEIVES);
        createQueue(
                "files",
                Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        redrive,
                        QueueAttributeName.VISIBILITY_TIMEOUT,
                        Long.toString(options.visibilityTimeout().toSeconds())));
    }

    private void createQueue(String queue, Map<QueueAttributeName, String> attributes) {
        cloud.sqs().createQueue(request -> request.queueName(name + "-" + queue).attributes(attributes));
    }

    private void createTables() {
        LocalTable.ALL.forEach(table -> cloud.dynamoDb().createTable(table.request(table(table.name()))));
    }

    private String queueUrl(String queue) {
        return "%s/%s/%s-%s".formatted(cloud.sqsEndpoint(), LocalCloud.ACCOUNT, name, queue);
    }

    private String queueArn(String queue) {
        return "arn:aws:sqs:%s:%s:%s-%s".formatted(LocalCloud.REGION, LocalCloud.ACCOUNT, name, queue);
    }
}
