package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class LocalBucketEventsTest {

    private final LocalCloud cloud = LocalCloud.shared();
    private final LocalSpace space = cloud.newSpace();
    private final LocalBucketEvents events = LocalBucketEvents.of(cloud, space);

    @Test
    void tellsOfAnObjectAsS3Does() {
        var version = put("energy/site 1/ü+%.json", "{}");

        assertThat(events.announce()).isEqualTo(1);

        var event = received().getFirst();
        assertThat(event.at("/eventSource").asString()).isEqualTo("aws:s3");
        assertThat(event.at("/eventName").asString()).isEqualTo("ObjectCreated:Put");
        assertThat(event.at("/eventTime").asString()).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
        assertThat(event.at("/s3/bucket/name").asString()).isEqualTo(space.landing());
        assertThat(event.at("/s3/object/key").asString()).isEqualTo("energy/site+1/%C3%BC%2B%25.json");
        assertThat(event.at("/s3/object/size").asLong()).isEqualTo(2);
        assertThat(event.at("/s3/object/versionId").asString()).isEqualTo(version);
        assertThat(event.at("/s3/object/eTag").asString()).isEqualTo("99914b932bd37a50b983c5e7c90ae93b");
        assertThat(event.at("/s3/object/sequencer").asString()).matches("[0-9A-F]{18}");
    }

    @Test
    void tellsOfEveryVersionOnceInTheirOrder() {
        var versions = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            versions.add(put("k", "content " + i));
            if (i == 2) {
                events.announce();
            }
        }
        events.announce();

        assertThat(events.announce()).isZero();
        var told = received();
        assertThat(told).map(event -> event.at("/s3/object/versionId").asString()).containsExactlyElementsOf(versions);
        assertThat(told).map(event -> event.at("/s3/object/sequencer").asString()).isSorted();
    }

    @Test
    void tellsNothingOfADeletion() {
        put("k", "content");
        events.announce();
        cloud.s3().deleteObject(request -> request.bucket(space.landing()).key("k"));

        assertThat(events.announce()).isZero();
    }

    @Test
    void hasNoVersionIdWhereTheBucketKeepsNone() {
        var plain = cloud.newSpace(new LocalSpace.Options(false, LocalSpace.Options.USUAL.visibilityTimeout()));
        plain.put("k", "1".getBytes(StandardCharsets.UTF_8));
        LocalBucketEvents.of(cloud, plain).announce();

        var object = received(plain).getFirst().at("/s3/object");

        assertThat(object.has("versionId")).isFalse();
        assertThat(object.path("eTag").asString()).isEqualTo("c4ca4238a0b923820dcc509a6f75849b");
    }

    @Test
    void watchesByItself() {
        try (var watching = LocalBucketEvents.start(cloud, space)) {
            put("k", "content");

            await().untilAsserted(() -> assertThat(received()).hasSize(1));
            assertThat(watching.announce()).isZero();
        }
    }

    private String put(String key, String content) {
        return space.put(key, content.getBytes(StandardCharsets.UTF_8));
    }

    private List<JsonNode> received() {
        return received(space);
    }

    private List<JsonNode> received(LocalSpace space) {
        var json = new JsonMapper();
        return cloud
                .sqs()
                .receiveMessage(request -> request.queueUrl(space.files()).maxNumberOfMessages(10))
                .messages()
                .stream()
                .map(message -> json.readTree(message.body()).at("/Records/0"))
                .toList();
    }
}
