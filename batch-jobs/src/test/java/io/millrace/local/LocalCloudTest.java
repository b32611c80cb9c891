package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class LocalCloudTest {

    private final LocalCloud cloud = LocalCloud.shared();

    @Test
    void givesEverySpaceItsOwnDatabase() {
        var space = cloud.newSpace();

        assertThat(query(space, "show server_version")).startsWith("18");
        assertThat(query(space, "select current_database()")).isEqualTo(space.name());
    }

    @Test
    void keepsVersionsOfWhatArrives() {
        var space = cloud.newSpace();

        var first = space.put("a b/ü+1.json", bytes("1"));
        var second = space.put("a b/ü+1.json", bytes("2"));

        assertThat(first).isNotEqualTo(second);
        var old =
                cloud.s3()
                        .getObjectAsBytes(
                                request -> request.bucket(space.landing()).key("a b/ü+1.json").versionId(first));
        assertThat(old.asUtf8String()).isEqualTo("1");
    }

    @Test
    void hasBucketsWithoutVersionsToo() {
        var usual = LocalSpace.Options.USUAL;
        var space = cloud.newSpace(new LocalSpace.Options(false, usual.visibilityTimeout()));

        var eTag = space.put("k", bytes("1"));

        var put = cloud.s3().headObject(request -> request.bucket(space.landing()).key("k"));
        assertThat(put.eTag()).isEqualTo(eTag);
        assertThat(put.versionId()).isIn(null, "null");
    }

    @Test
    void movesAMessageToTheDeadLetterQueueAfterThreeReceives() {
        var space = cloud.newSpace();
        cloud.sqs().sendMessage(request -> request.queueUrl(space.files()).messageBody("poison"));

        for (int receive = 1; receive <= LocalSpace.MAX_RECEIVES; receive++) {
            var message =
                    cloud.sqs()
                            .receiveMessage(request -> request.queueUrl(space.files()).waitTimeSeconds(5))
                            .messages()
                            .getFirst();
            cloud.sqs()
                    .changeMessageVisibility(
                            request ->
                                    request.queueUrl(space.files())
                                            .receiptHandle(message.receiptHandle())
                                            .visibilityTimeout(0));
        }

        assertThat(cloud.sqs().receiveMessage(request -> request.queueUrl(space.files())).messages()).isEmpty();
        assertThat(
                        cloud.sqs()
                                .receiveMessage(request -> request.queueUrl(space.filesDlq()).waitTimeSeconds(5))
                                .messages())
                .singleElement()
                .satisfies(message -> assertThat(message.body()).isEqualTo("poison"));
    }

    @Test
    void hasTheQueuesThatItNames() {
        var space = cloud.newSpace();

        for (var url : new String[] {space.files(), space.filesDlq(), space.rejects()}) {
            var attributes =
                    cloud.sqs()
                            .getQueueAttributes(
                                    request -> request.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                            .attributes();
            assertThat(attributes.get(QueueAttributeName.QUEUE_ARN))
                    .endsWith(Objects.requireNonNull(url).substring(url.lastIndexOf('/') + 1));
        }
    }

    @Test
    void indexesOnlyAnomalies() {
        var space = cloud.newSpace();
        var table = space.table("energy-readings");
        put(table, Map.of("site_id", "s1", "timestamp", "2026-01-01T00:00:00Z"));
        put(table, Map.of("site_id", "s1", "timestamp", "2026-01-01T00:05:00Z", "anomaly_site", "s1"));

        var anomalies = cloud.dynamoDb().scan(request -> request.tableName(table).indexName("anomalies"));

        assertThat(anomalies.items())
                .singleElement()
                .satisfies(
                        item ->
                                assertThat(item.get("timestamp"))
                                        .isEqualTo(AttributeValue.fromS("2026-01-01T00:05:00Z")));
    }

    @Test
    void isWhatAPlainClientFinds() {
        var space = cloud.newSpace();

        try (var s3 = S3Client.builder().forcePathStyle(true).build()) {
            assertThat(s3.listBuckets().buckets()).anyMatch(bucket -> bucket.name().equals(space.landing()));
        }
    }

    @Test
    void isNotOpenToTheNetwork() throws IOException {
        var ports =
                Stream.of(cloud.s3Endpoint(), cloud.sqsEndpoint(), cloud.dynamoDbEndpoint(), postgres())
                        .map(URI::getPort)
                        .toList();
        var foreign =
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(address -> !address.isLoopbackAddress())
                        .toList();

        for (var address : foreign) {
            for (var port : ports) {
                assertThatThrownBy(() -> new Socket(address, port).close())
                        .as("%s:%d", address, port)
                        .isInstanceOf(IOException.class);
            }
        }
    }

    private URI postgres() {
        return URI.create(cloud.newSpace().jdbcUrl().substring("jdbc:".length()));
    }

    private void put(String table, Map<String, String> item) {
        var attributes =
                item.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> AttributeValue.fromS(e.getValue())));
        cloud.dynamoDb().putItem(request -> request.tableName(table).item(attributes));
    }

    private static String query(LocalSpace space, String sql) {
        return JdbcClient.create(space.dataSource()).sql(sql).query(String.class).single();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
