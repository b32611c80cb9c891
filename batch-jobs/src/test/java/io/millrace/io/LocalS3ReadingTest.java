package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.arrival.ObjectVersion;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

import software.amazon.awssdk.core.sync.RequestBody;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Reading from an S3 that was not written for the test: real versions, entity tags, ranges and checksums.
@Timeout(120)
class LocalS3ReadingTest {

    private static final String LINES = "{\"id\":\"a\"}\n{\"id\":\"b\"}\n{\"id\":\"c\"}\n";
    private static final List<String> READ = List.of("1@0 a", "2@11 b", "3@22 c", "end");

    private static final LocalCloud CLOUD = LocalCloud.shared();

    private static LocalSpace space(boolean versioned) {
        return CLOUD.newSpace(new LocalSpace.Options(versioned, Duration.ofMinutes(1)));
    }

    private static ObjectVersion put(LocalSpace space, String key, byte[] content) {
        var put = CLOUD.s3().putObject(to -> to.bucket(space.landing()).key(key), RequestBody.fromBytes(content));
        return new ObjectVersion(space.landing(), key, put.versionId(), put.eTag());
    }

    private static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> read(ObjectVersion object, int blockSize) {
        var defaults = IoSettings.defaults();
        var settings =
                new IoSettings(
                        DataSize.ofBytes(blockSize),
                        defaults.maxObjectSize(),
                        defaults.maxRecordSize(),
                        defaults.gzip(),
                        defaults.retry());
        var files = new JsonFiles(new S3Objects(CLOUD.s3(), settings), settings);
        return ReadOut.all(files.reader(object, LINES.length(), ReadOut.IDS));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsObjectsInOneBlockOrMany(boolean versioned) {
        var space = space(versioned);
        var plain = put(space, "two words/a+b=ü.json", bytes(LINES));
        var packed = put(space, "packed.json", StoredObject.gzip(bytes(LINES)));

        assertThat(read(plain, 1 << 20)).isEqualTo(READ);
        assertThat(read(plain, 10)).isEqualTo(READ);
        assertThat(read(packed, 1 << 20)).isEqualTo(READ);
        assertThat(read(packed, 10)).isEqualTo(READ);
    }

    @Test
    void readsTheAnnouncedVersionWhateverCameAfter() {
        var space = space(true);
        var announced = put(space, "a.json", bytes(LINES));
        put(space, "a.json", bytes("other"));
        CLOUD.s3().deleteObject(request -> request.bucket(space.landing()).key("a.json"));

        assertThat(read(announced, 1000)).isEqualTo(READ);
    }

    @Test
    void saysThatTheVersionIsGone() {
        var space = space(true);
        var announced = put(space, "a.json", bytes(LINES));
        CLOUD.s3()
                .deleteObject(
                        request -> request.bucket(space.landing()).key("a.json").versionId(announced.versionId()));

        assertThat(read(announced, 1000)).containsExactly("GONE");
    }

    @Test
    void saysThatTheObjectIsGoneOrSupersededWhereThereAreNoVersions() {
        var space = space(false);
        var announced = put(space, "a.json", bytes(LINES));

        put(space, "a.json", bytes(LINES + LINES));
        assertThat(read(announced, 1000)).containsExactly("SUPERSEDED");

        CLOUD.s3().deleteObject(request -> request.bucket(space.landing()).key("a.json"));
        assertThat(read(announced, 1000)).containsExactly("GONE");
    }

    @Test
    void findsAnEmptyObjectEmpty() {
        assertThat(read(put(space(true), "empty.json", new byte[0]), 1000)).containsExactly("EMPTY_FILE 1:1@0");
    }
}
