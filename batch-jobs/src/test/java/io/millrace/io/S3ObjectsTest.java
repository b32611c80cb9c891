package io.millrace.io;

import static io.millrace.io.S3Stub.UNVERSIONED;
import static io.millrace.io.S3Stub.VERSIONED;
import static io.millrace.io.S3Stub.dropAfter;
import static io.millrace.io.S3Stub.hang;
import static io.millrace.io.S3Stub.shorten;
import static io.millrace.io.S3Stub.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.arrival.ObjectVersion;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

@Timeout(60)
class S3ObjectsTest {

    /// Three records of 11 bytes.
    private static final String LINES = "{\"id\":\"a\"}\n{\"id\":\"b\"}\n{\"id\":\"c\"}\n";

    private static final List<String> READ = List.of("1@0 a", "2@11 b", "3@22 c", "end");

    private static IoSettings settings(int blockSize) {
        return settings(
                blockSize, new IoSettings.Retry(4, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofSeconds(20)));
    }

    private static IoSettings settings(int blockSize, IoSettings.Retry retry) {
        var defaults = IoSettings.defaults();
        return new IoSettings(
                DataSize.ofBytes(blockSize), DataSize.ofKilobytes(1), defaults.maxRecordSize(), defaults.gzip(), retry);
    }

    private static RecordReader<String> reader(S3Stub s3, ObjectVersion object, long size, int blockSize) {
        return reader(s3, object, size, settings(blockSize));
    }

    private static RecordReader<String> reader(S3Stub s3, ObjectVersion object, long size, IoSettings settings) {
        return new JsonFiles(new S3Objects(s3.client(), settings), settings).reader(object, size, ReadOut.IDS);
    }

    private static RecordReader<String> reader(S3Stub s3, int blockSize) {
        return reader(s3, VERSIONED, LINES.length(), blockSize);
    }

    @Test
    void getsSmallObjectOnce() {
        try (var s3 = new S3Stub(LINES)) {
            assertThat(ReadOut.all(reader(s3, 1000))).isEqualTo(READ);

            assertThat(s3.requests()).containsExactly("GET bytes=0-32 v1");
        }
    }

    @Test
    void getsLargeObjectBlockByBlockAndEachOnce() {
        try (var s3 = new S3Stub(LINES)) {
            assertThat(ReadOut.all(reader(s3, 10))).isEqualTo(READ);

            assertThat(s3.requests())
                    .containsExactly(
                            "GET bytes=0-9 v1", "GET bytes=10-19 v1", "GET bytes=20-29 v1", "GET bytes=30-32 v1");
        }
    }

    @Test
    void pinsByEntityTagWhereThereAreNoVersions() {
        try (var s3 = new S3Stub(LINES)) {
            assertThat(ReadOut.all(reader(s3, UNVERSIONED, LINES.length(), 1000))).isEqualTo(READ);

            assertThat(s3.requests()).containsExactly("GET bytes=0-32 \"e1\"");
        }
    }

    @Test
    void restartsWithTheRangeAtTheCheckpoint() throws Exception {
        try (var s3 = new S3Stub(LINES)) {
            Position checkpoint;
            try (var first = reader(s3, 1000)) {
                first.open(Position.START);
                first.read();
                first.read();
                checkpoint = first.position();
            }
            s3.requests().clear();

            try (var second = reader(s3, 1000)) {
                second.open(checkpoint);
                assertThat(ReadOut.next(second)).isEqualTo("3@22 c");
                assertThat(ReadOut.next(second)).isNull();
            }

            assertThat(checkpoint).isEqualTo(new Position("lines", 22, 2));
            assertThat(s3.requests()).containsExactly("GET bytes=22-32 v1");
        }
    }

    @Test
    void keepsNoConnectionWhileItsRecordsAreWorkedOn() {
        try (var s3 = new S3Stub(LINES);
                var slow = reader(s3, 15)) {
            slow.open(Position.START);
            assertThat(ReadOut.next(slow)).isEqualTo("1@0 a");

            assertThat(ReadOut.all(reader(s3, 15))).isEqualTo(READ);
            assertThat(ReadOut.next(slow)).isEqualTo("2@11 b");
        }
    }

    @Test
    void readsOnThroughPassingFaults() {
        try (var s3 = new S3Stub(LINES)) {
            s3.failing(status(503, "SlowDown"), dropAfter(3), status(500, "InternalError"));

            assertThat(ReadOut.all(reader(s3, 1000))).isEqualTo(READ);

            assertThat(s3.requests()).hasSize(4);
        }
    }

    @Test
    void readsOnThroughPassingFaultsOfBlocksFetchedAhead() {
        try (var s3 = new S3Stub(LINES)) {
            s3.failing((exchange, part) -> false, dropAfter(9), shorten(), status(429, "SlowDown"));

            assertThat(ReadOut.all(reader(s3, 11))).isEqualTo(READ);
        }
    }

    @Test
    void waitsForNoAnswerForEver() {
        try (var s3 = new S3Stub(LINES, Duration.ofMillis(500))) {
            s3.failing(hang());

            assertThat(ReadOut.all(reader(s3, 1000))).isEqualTo(READ);
        }
    }

    @Test
    void givesUpAfterSomeAttemptsAndCanBeTriedAgainLater() {
        for (var fault : List.of(status(503, "SlowDown"), dropAfter(3), shorten())) {
            try (var s3 = new S3Stub(LINES).failingAlways(fault)) {
                var failure =
                        catchThrowableOfType(
                                UnreadableObjectException.class, () -> reader(s3, 1000).open(Position.START));

                assertThat(failure.fault()).isEqualTo(FileFault.STORAGE_UNAVAILABLE);
                assertThat(failure.retryable()).isTrue();
                assertThat(failure).hasMessageContaining("s3://landing/a.json (version v1)");
                assertThat(s3.requests()).hasSize(4);
            }
        }
    }

    @Test
    void givesUpAfterSomeTime() {
        var retry = new IoSettings.Retry(1_000_000, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(300));
        try (var s3 = new S3Stub(LINES).failingAlways(status(503, "SlowDown"));
                var reader = reader(s3, VERSIONED, LINES.length(), settings(1000, retry))) {
            assertThatThrownBy(() -> reader.open(Position.START))
                    .isInstanceOf(UnreadableObjectException.class)
                    .hasMessageContaining("503 SlowDown");
        }
    }

    @Test
    void givesUpWhenItIsInterrupted() throws InterruptedException {
        var retry = new IoSettings.Retry(1_000_000, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(9));
        var outcome = new CompletableFuture<List<String>>();
        try (var s3 = new S3Stub(LINES).failingAlways(status(503, "SlowDown"))) {
            var reader = reader(s3, VERSIONED, LINES.length(), settings(1000, retry));
            var thread = Thread.ofVirtual().start(() -> outcome.complete(ReadOut.all(reader)));
            while (s3.requests().isEmpty()) {
                Thread.sleep(10);
            }
            thread.interrupt();

            assertThat(outcome.join()).containsExactly("STORAGE_UNAVAILABLE");
        }
    }

    @Test
    void givesUpWhereItCameToWhenS3FailsHalfWay() {
        try (var s3 = new S3Stub(LINES);
                var reader = reader(s3, 11)) {
            reader.open(Position.START);
            assertThat(ReadOut.next(reader)).isEqualTo("1@0 a");
            s3.failingAlways(status(503, "SlowDown"));

            // The block that was fetched ahead may still have come through.
            assertThatThrownBy(
                            () -> {
                                reader.read();
                                reader.read();
                            })
                    .isInstanceOf(UnreadableObjectException.class)
                    .hasMessageContaining("SlowDown");
            assertThatThrownBy(reader::read).isInstanceOf(UnreadableObjectException.class);
            assertThat(reader.position().records()).isBetween(1L, 2L);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "404, NoSuchKey, GONE, false",
        "404, NoSuchVersion, GONE, false",
        "405, MethodNotAllowed, GONE, false",
        "412, PreconditionFailed, SUPERSEDED, false",
        "403, AccessDenied, STORAGE_REFUSED, true",
        "403, InvalidObjectState, STORAGE_REFUSED, true",
        "400, KMS.DisabledException, STORAGE_REFUSED, true"
    })
    void saysWhyS3WillNotGiveItAndAsksOnce(int status, String code, FileFault fault, boolean retryable) {
        try (var s3 = new S3Stub(LINES).failingAlways(status(status, code))) {
            var failure =
                    catchThrowableOfType(UnreadableObjectException.class, () -> reader(s3, 1000).open(Position.START));

            assertThat(failure.fault()).isEqualTo(fault);
            assertThat(failure.code()).isEqualTo(fault.name());
            assertThat(failure.retryable()).isEqualTo(retryable);
            assertThat(s3.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "5", "20", "33", "40", "900"})
    void readsWhatThereIsWhateverSizeWasAnnounced(int announced) {
        try (var s3 = new S3Stub(LINES)) {
            assertThat(ReadOut.all(reader(s3, VERSIONED, announced, 10))).isEqualTo(READ);
            assertThat(ReadOut.all(reader(s3, VERSIONED, announced, 1000))).isEqualTo(READ);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "5", "33", "40"})
    void goesOnAtTheEndWhateverSizeWasAnnounced(int announced) {
        try (var s3 = new S3Stub(LINES);
                var reader = reader(s3, VERSIONED, announced, 10)) {
            reader.open(new Position("lines", 33, 3));

            assertThat(ReadOut.next(reader)).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "7"})
    void findsAnObjectEmptyWhateverSizeWasAnnounced(int announced) {
        try (var s3 = new S3Stub("")) {
            assertThat(ReadOut.all(reader(s3, VERSIONED, announced, 10))).containsExactly("EMPTY_FILE 1:1@0");
        }
    }

    @Test
    void noticesThatTheObjectIsShorterThanTheCheckpoint() {
        try (var s3 = new S3Stub(LINES);
                var reader = reader(s3, VERSIONED, 50, 10)) {
            reader.open(new Position("lines", 44, 4));

            assertThatThrownBy(reader::read)
                    .isInstanceOf(UnreadableObjectException.class)
                    .hasMessageContaining("only 33 bytes, and 44 were read before");
        }
    }

    @Test
    void getsNothingOfAnObjectThatIsTooLarge() {
        try (var s3 = new S3Stub(LINES)) {
            assertThat(ReadOut.all(reader(s3, VERSIONED, 1025, 10))).containsExactly("TOO_LARGE");
            assertThat(s3.requests()).isEmpty();
        }
    }

    @Test
    void noticesAnObjectThatIsTooLargeAlthoughAnnouncedSmall() {
        try (var s3 = new S3Stub(LINES.repeat(40))) {
            assertThat(ReadOut.all(reader(s3, VERSIONED, 33, 10))).containsExactly("TOO_LARGE");
        }
    }

    @Test
    void takesTheWholeObjectForItsFirstBlock() {
        try (var s3 = new S3Stub(LINES)) {
            s3.failingAlways(s3.ignoreRange());

            assertThat(ReadOut.all(reader(s3, 1000))).isEqualTo(READ);
        }
    }

    @Test
    void refusesStoresThatIgnoreRanges() {
        try (var s3 = new S3Stub(LINES)) {
            s3.failingAlways(s3.ignoreRange());
            var words = new ArrayList<>(ReadOut.all(reader(s3, 12)));

            assertThat(words).endsWith("STORAGE_REFUSED").doesNotContain("end");
        }
    }
}
