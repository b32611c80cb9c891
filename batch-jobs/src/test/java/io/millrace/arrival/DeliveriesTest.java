package io.millrace.arrival;

import static io.millrace.arrival.Fixtures.TIME;
import static io.millrace.arrival.Fixtures.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.arrival.Delivery.Arrivals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.List;

class DeliveriesTest {

    private static final String LANDING = "millrace-landing";

    private final Deliveries deliveries = new Deliveries();

    @Test
    void readsEveryFieldOfAnS3Notification() {
        assertThat(deliveries.parse(message("put")))
                .isEqualTo(
                        new Arrivals(
                                List.of(
                                        new Arrival(
                                                new ObjectVersion(
                                                        LANDING,
                                                        "energy/site-7/2026-03-14T09:25:00Z.json",
                                                        "096fKKXTRTtl3on89fVO.nfljtsv6qko",
                                                        "d41d8cd98f00b204e9800998ecf8427e"),
                                                1024,
                                                "0065F2C13D8A12B4E6",
                                                TIME))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unversioned-put", "suspended-versioning-put"})
    void pinsByETagWhereTheBucketKeepsNoVersions(String message) {
        var object = onlyArrival(message).object();

        assertThat(object.versionId()).isNull();
        assertThat(object.pinnedBy()).isEqualTo("9b2cf535f27731c974343645a3985328");
    }

    @Test
    void readsEveryRecordAndDecodesItsKey() {
        assertThat(arrivals("several-records").arrivals())
                .extracting(arrival -> arrival.object().key())
                .containsExactly(
                        "energy/red flower.json",
                        "energy/a+b=1%25.json",
                        "energy/Zürich/测点-🔋.json",
                        "energy/big.ndjson.gz");
    }

    @Test
    void toleratesAMissingSize() {
        assertThat(arrivals("several-records").arrivals())
                .extracting(Arrival::size)
                .containsExactly(10L, 20L, 30L, Arrival.UNKNOWN_SIZE);
    }

    @Test
    void namesWhatItIgnoresBesideArrivals() {
        assertThat(arrivals("several-records").ignored()).containsExactly("ObjectRemoved:Delete");
    }

    @Test
    void ignoresEventsThatAnnounceNoNewObject() {
        assertThat(deliveries.parse(message("object-removed")))
                .isEqualTo(
                        new Arrivals(
                                List.of(),
                                List.of(
                                        "ObjectRemoved:Delete",
                                        "ObjectRemoved:DeleteMarkerCreated",
                                        "LifecycleExpiration:Delete")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"test-event", "sns-test-event"})
    void ignoresTheTestEvent(String message) {
        assertThat(deliveries.parse(message(message))).isEqualTo(new Arrivals(List.of(), List.of("s3:TestEvent")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eventbridge-object-created", "sns-eventbridge"})
    void readsEventBridgesFormWithItsKeyAsItIs(String message) {
        assertThat(deliveries.parse(message(message)))
                .isEqualTo(
                        new Arrivals(
                                List.of(
                                        new Arrival(
                                                new ObjectVersion(
                                                        LANDING,
                                                        "energy/site 7/a+b%20c-Zürich.json",
                                                        "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e",
                                                        "b1946ac92492d2347c6235b4d2611184"),
                                                5,
                                                "65f2c13d8a12b4e6",
                                                Instant.parse("2026-03-14T09:26:53Z"),
                                                Arrival.Channel.EVENT_BRIDGE))));
    }

    @Test
    void ignoresOtherObjectEventsOfEventBridge() {
        assertThat(deliveries.parse(message("eventbridge-object-deleted")))
                .isEqualTo(new Arrivals(List.of(), List.of("Object Deleted")));
    }

    @Test
    void unwrapsTheEnvelopeOfSns() {
        assertThat(deliveries.parse(message("sns-notification"))).isEqualTo(deliveries.parse(message("put")));
    }

    @Test
    void readsTheNotificationsOfOtherStores() {
        var arrival = onlyArrival("minio-put");

        assertThat(arrival.object().bucket()).isEqualTo("landing");
        assertThat(arrival.object().key()).isEqualTo("energy/a b.json");
    }

    @Test
    void namesTheSameRunInEveryForm() {
        var notified = onlyArrival("put");
        var viaEventBridge =
                """
                {"source":"aws.s3","detail-type":"Object Created","time":"2026-03-14T09:26:53Z","detail":{
                 "bucket":{"name":"millrace-landing"},"object":{"key":"energy/site-7/2026-03-14T09:25:00Z.json",
                 "etag":"d41d8cd98f00b204e9800998ecf8427e","version-id":"096fKKXTRTtl3on89fVO.nfljtsv6qko"}}}\
                """;

        assertThat(((Arrivals) deliveries.parse(viaEventBridge)).arrivals().getFirst().runId())
                .isEqualTo(notified.runId());
    }

    @Test
    void writesNoMessageWithoutArrivals() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deliveries.write(new Arrivals(List.of(), List.of("s3:TestEvent"))));
    }

    private Arrivals arrivals(String message) {
        return (Arrivals) deliveries.parse(message(message));
    }

    private Arrival onlyArrival(String message) {
        assertThat(arrivals(message).arrivals()).hasSize(1);
        return arrivals(message).arrivals().getFirst();
    }
}
