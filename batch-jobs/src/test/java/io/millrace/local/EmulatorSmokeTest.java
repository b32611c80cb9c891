package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.dynamodb.services.local.main.ServerRunner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/// Every emulator starts in, or beside, one JVM on the class path of the tests and answers the AWS SDK.
class EmulatorSmokeTest {

    private static final String LOOPBACK = "127.0.0.1";

    @Test
    void postgresAnswers() throws IOException {
        try (var postgres = EmbeddedPostgres.start()) {
            var version =
                    JdbcClient.create(postgres.getPostgresDatabase())
                            .sql("show server_version")
                            .query(String.class)
                            .single();

            assertThat(version).startsWith("18");
        }
    }

    @Test
    void sqsKeepsAMessage() {
        var server =
                SQSRestServerBuilder.withInterface(LOOPBACK).withDynamicPort().withAWSRegion("eu-central-1").start();
        var port = server.waitUntilStarted().localAddress().getPort();
        try (var sqs = at(port, SqsClient.builder()).build()) {
            var queue = sqs.createQueue(request -> request.queueName("arrivals")).queueUrl();
            sqs.sendMessage(request -> request.queueUrl(queue).messageBody("hello"));

            var messages = sqs.receiveMessage(request -> request.queueUrl(queue)).messages();

            assertThat(messages).singleElement().satisfies(message -> assertThat(message.body()).isEqualTo("hello"));
        } finally {
            server.stopAndWait();
        }
    }

    @Test
    void dynamoDbKeepsAnItem() throws Exception {
        var port = freePort();
        var server =
                ServerRunner.createServerFromCommandLineArgs(
                        new String[] {"-inMemory", "-disableTelemetry", "-port", Integer.toString(port)});
        server.start();
        try (var dynamoDb = at(port, DynamoDbClient.builder()).build()) {
            var id = AttributeDefinition.builder().attributeName("id").attributeType(ScalarAttributeType.S).build();
            var key = KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build();
            dynamoDb.createTable(
                    request ->
                            request.tableName("runs")
                                    .billingMode(BillingMode.PAY_PER_REQUEST)
                                    .attributeDefinitions(id)
                                    .keySchema(key));
            var item = Map.of("id", AttributeValue.fromS("1"), "state", AttributeValue.fromS("started"));
            dynamoDb.putItem(request -> request.tableName("runs").item(item));

            var found =
                    dynamoDb.getItem(
                                    request ->
                                            request.tableName("runs")
                                                    .key(Map.of("id", AttributeValue.fromS("1")))
                                                    .consistentRead(true))
                            .item();

            assertThat(found).isEqualTo(item);
        } finally {
            server.stop();
        }
    }

    @Test
    void s3KeepsAnObject(@TempDir Path root) throws Exception {
        var port = freePort();
        var jar = Objects.requireNonNull(EmulatorSmokeTest.class.getResource("/emulators/s3mock.jar"));
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var s3mock =
                new ProcessBuilder(
                                java.toString(),
                                "-Xmx256m",
                                "-jar",
                                Path.of(jar.toURI()).toString(),
                                "--server.address=" + LOOPBACK,
                                "--com.adobe.testing.s3mock.httpPort=" + port,
                                "--server.port=0",
                                "--com.adobe.testing.s3mock.store.root=" + root.resolve("store"),
                                "--com.adobe.testing.s3mock.store.initialBuckets=landing")
                        .redirectErrorStream(true)
                        .redirectOutput(root.resolve("s3mock.log").toFile())
                        .start();
        try (var s3 = at(port, S3Client.builder()).forcePathStyle(true).build()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> accepts(port));
            s3.putObject(request -> request.bucket("landing").key("a/b.txt"), RequestBody.fromString("hello"));

            var content = s3.getObjectAsBytes(request -> request.bucket("landing").key("a/b.txt")).asUtf8String();

            assertThat(content).isEqualTo("hello");
        } finally {
            s3mock.destroy();
            s3mock.waitFor();
        }
    }

    private static <B extends AwsClientBuilder<B, ?>> B at(int port, B builder) {
        return builder.endpointOverride(URI.create("http://" + LOOPBACK + ":" + port))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
