package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.aws.Buckets;
import io.millrace.local.LocalCloud;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.SdkBytes;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

class EnergyFeedTest {

    private static final EnergyFeedSettings SETTINGS = new EnergyFeedSettings(10, 10, 0.2, 1, Duration.ofMinutes(5));

    private final LocalCloud cloud = LocalCloud.shared();
    private final Buckets buckets;
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    EnergyFeedTest() {
        var space = cloud.newSpace();
        buckets = new Buckets(space.landing(), space.results());
    }

    @Test
    void putsAFileWithEveryTick() {
        var feed = feed();
        var first = feed.tick();
        now = now.plus(SETTINGS.interval());
        var second = feed.tick();

        assertThat(first).isNotEqualTo(second);
        var listed =
                cloud.s3().listObjectsV2(request -> request.bucket(buckets.landing()).prefix("energy/2026/03/01/"));
        assertThat(listed.contents()).extracting(file -> file.key()).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void putsWhatTheSeedSays() {
        var feed = feed();
        var n = now.toEpochMilli() / SETTINGS.interval().toMillis();

        var key = feed.tick();

        var expected = feed.generate(SETTINGS.seed(), n, now);
        var file = cloud.s3().getObjectAsBytes(request -> request.bucket(buckets.landing()).key(key));
        assertThat(key).isEqualTo(expected.key());
        assertThat(SdkBytes.fromByteArray(file.asByteArray())).isEqualTo(expected.content());
        assertThat(file.response().contentType()).isEqualTo(expected.contentType());
    }

    @Test
    void goesThroughTheFormatsThoughNothingIsKept() {
        var extensions =
                Stream.iterate(0, tick -> tick < 12, tick -> tick + 1)
                        .map(
                                tick -> {
                                    now = now.plus(SETTINGS.interval());
                                    var key = feed().tick();
                                    return key.substring(key.indexOf('.'));
                                });

        assertThat(extensions).contains(".json", ".ndjson", ".json.gz", ".ndjson.gz");
    }

    /// As a function does it that was started anew.
    private EnergyFeed feed() {
        return new EnergyFeed(cloud.s3(), buckets, () -> now, SETTINGS);
    }
}
