package io.millrace.local;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.net.URI;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import javax.sql.DataSource;

/// The cloud on this machine: PostgreSQL, S3, SQS and DynamoDB, each on a free port of the loopback interface. An
/// application gets a [LocalSpace] in it.
///
/// The AWS SDK finds the endpoints through system properties, so that the application builds its clients as it does in
/// the cloud; that is why a JVM has one local cloud at a time. Nothing of it outlives the JVM, however that ends.
public final class LocalCloud implements AutoCloseable {

    static final String REGION = "eu-central-1";
    static final String ACCOUNT = "000000000000";

    private static final Pattern SPACE_NAME = Pattern.compile("[a-z][a-z0-9-]{1,30}");

    private final Emulators emulators;
    private final Map<String, String> systemProperties;
    private final Map<String, @Nullable String> replaced = new LinkedHashMap<>();
    private final AtomicInteger spaces = new AtomicInteger();
    private final S3Client s3;
    private final SqsClient sqs;
    private final DynamoDbClient dynamoDb;

    private LocalCloud(Emulators emulators) {
        this.emulators = emulators;
        this.systemProperties =
                Map.of(
                        "aws.region",
                        REGION,
                        "aws.accessKeyId",
                        "local",
                        "aws.secretAccessKey",
                        "local",
                        "aws.endpointUrlS3",
                        emulators.s3().endpoint().toString(),
                        "aws.endpointUrlSqs",
                        emulators.sqs().endpoint().toString(),
                        "aws.endpointUrlDynamoDb",
                        emulators.dynamoDb().endpoint().toString());
        systemProperties.forEach((name, value) -> replaced.put(name, System.setProperty(name, value)));
        this.s3 = S3Client.builder().forcePathStyle(true).build();
        this.sqs = SqsClient.create();
        this.dynamoDb = DynamoDbClient.create();
    }

    /// Starts a cloud. If one of its servers does not start, the others are stopped before the exception comes.
    public static LocalCloud start() {
        return new LocalCloud(Emulators.start());
    }

    /// The cloud that all tests of this JVM share. It starts with the first that asks, and ends with the JVM.
    public static LocalCloud shared() {
        return Shared.CLOUD;
    }

    /// Room for an application, under a name nobody else has.
    public LocalSpace newSpace() {
        return newSpace(LocalSpace.Options.USUAL);
    }

    public LocalSpace newSpace(LocalSpace.Options options) {
        return newSpace("test-" + spaces.incrementAndGet(), options);
    }

    /// Room for an application; the name may be given once.
    public LocalSpace newSpace(String name, LocalSpace.Options options) {
        Assert.isTrue(SPACE_NAME.matcher(name).matches(), () -> "Not a name for a local space: " + name);
        return LocalSpace.create(this, name, options);
    }

    /// The properties that the AWS SDK reads, which are set in this JVM.
    public Map<String, String> systemProperties() {
        return systemProperties;
    }

    public S3Client s3() {
        return s3;
    }

    public SqsClient sqs() {
        return sqs;
    }

    public DynamoDbClient dynamoDb() {
        return dynamoDb;
    }

    public URI s3Endpoint() {
        return emulators.s3().endpoint();
    }

    public URI sqsEndpoint() {
        return emulators.sqs().endpoint();
    }

    public URI dynamoDbEndpoint() {
        return emulators.dynamoDb().endpoint();
    }

    String jdbcUrl(String database) {
        return emulators.postgres().jdbcUrl(database);
    }

    DataSource dataSource(String database) {
        return emulators.postgres().dataSource(database);
    }

    void createDatabase(String name) throws SQLException {
        emulators.postgres().createDatabase(name);
    }

    @Override
    public void close() {
        s3.close();
        sqs.close();
        dynamoDb.close();
        replaced.forEach(LocalCloud::restore);
        emulators.close();
    }

    private static void restore(String name, @Nullable String value) {
        if (value == null) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, value);
        }
    }

    private static final class Shared {

        static final LocalCloud CLOUD = start();

        static {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("local-cloud").unstarted(CLOUD::close));
        }
    }
}
