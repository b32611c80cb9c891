package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Compressed files that are damaged, odd, or meant to do harm. What they hold is tested with the plain ones.
@Timeout(30)
class GzipFilesTest {

    private static final String LINES = "{\"id\":\"a\"}\n{\"id\":\"b\"}\n";
    private static final List<String> READ = List.of("1@0 a", "2@11 b", "end");
    private static final byte[] PACKED = gzip(LINES);
    private static final int END = PACKED.length;

    /// A compressed file and what becomes of it.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record GzipFile(String what, byte[] bytes, List<String> outcome) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static GzipFile file(String what, byte[] bytes, String... outcome) {
        return new GzipFile(what, bytes, List.of(outcome));
    }

    private static GzipFile good(String what, byte[] bytes) {
        return new GzipFile(what, bytes, READ);
    }

    static Stream<GzipFile> files() {
        return Stream.of(
                good("plain gzip", PACKED),
                good("two members", join(gzip("{\"id\":\"a\"}\n{\"id"), gzip("\":\"b\"}\n"))),
                good("empty members", join(gzip(""), PACKED, gzip(""), gzip(""))),
                good("padding", join(PACKED, new byte[1000])),
                good("stored, not deflated", stored()),
                good("name", header(0x08, "readings.json\0")),
                good("comment", header(0x10, "why\0")),
                good("extra", header(0x04, "\3\0abc")),
                good("header checksum", header(0x02, "xx")),
                good("all of them", header(0x1F, "\1\0abc\0def\0xx")),
                file("nothing inside", gzip(""), "EMPTY_FILE 1:1@0"),
                file("gzip inside", gzip(PACKED), "INVALID_JSON 1:1@0"),
                file("only the magic", cut(2), "TRUNCATED @2"),
                file("only half a header", cut(8), "TRUNCATED @8"),
                file("only a header", cut(10), "TRUNCATED @10"),
                file("cut in the data", cut(15), "TRUNCATED @15"),
                file("no trailer", cut(END - 8), "TRUNCATED @" + (END - 8)),
                file("half a trailer", cut(END - 3), "TRUNCATED @" + (END - 3)),
                file("second member cut", join(PACKED, cut(15)), "TRUNCATED @" + (END + 15)),
                file("text behind", join(PACKED, bytes("more")), "BAD_GZIP @" + (END + 2)),
                file("text behind padding", join(PACKED, new byte[3], bytes("more")), "BAD_GZIP @" + (END + 3)),
                file("unknown method", changed(2, 7), "BAD_GZIP @3"),
                file("reserved flags", changed(3, 0x20), "BAD_GZIP @4"),
                file("wrong checksum", changed(END - 8, 1), "BAD_GZIP @" + (END - 4)),
                file("wrong length", changed(END - 4, 1), "BAD_GZIP @" + END),
                file("wrong length", changed(END - 1, 1), "BAD_GZIP @" + END));
    }

    @ParameterizedTest
    @MethodSource("files")
    void endsAsItMust(GzipFile file) {
        for (var blockSize : List.of(1, 7, 1 << 20)) {
            var words = read(file.bytes(), settings(blockSize));

            // With a small block, records before the damage come out before it is met.
            assertThat(words).as("blocks of %d", blockSize).endsWith(file.outcome().getLast());
            if (file.outcome().equals(READ)) {
                assertThat(words).isEqualTo(READ);
            } else {
                assertThat(READ).containsAll(words.subList(0, words.size() - 1));
            }
        }
    }

    @Test
    void noticesDamageAnywhere() {
        for (var at = 10; at < END; at++) {
            var words = read(changed(at, 0x55), settings(7));

            assertThat(words.getLast())
                    .as("damaged at %d", at)
                    .matches("(BAD_GZIP|TRUNCATED|GZIP_BOMB|INVALID_JSON).*");
        }
    }

    @Test
    void looksAtTheContentNotAtTheName() {
        assertThat(read(bytes(LINES), settings(100))).isEqualTo(READ);
        var misnamed = new StoredObject("readings.json.gz", bytes(LINES));
        assertThat(ReadOut.all(misnamed.reader(ReadOut.IDS, settings(100)))).isEqualTo(READ);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.ndjson.gz", "a.JSONL.GZ", "a.ndjson"})
    void takesNamesOfLinesAtTheirWord(String key) {
        var broken = new StoredObject(key, gzip("{\n" + LINES));

        assertThat(ReadOut.all(broken.reader(ReadOut.IDS, settings(100))))
                .containsExactly("1@0 INVALID_JSON", "2@2 a", "3@13 b", "end");
    }

    @Test
    void stopsUnpackingWhatUnpacksTooWell() {
        var bomb = gzip(" ".repeat(10_000_000));

        var words = read(bomb, limited(100_000_000, 200, 1_000_000));

        assertThat(words).singleElement().asString().startsWith("GZIP_BOMB");
    }

    @Test
    void stopsUnpackingWhatUnpacksToTooMuch() {
        var large = gzip(LINES.repeat(1000));

        var words = read(large, limited(10_000, 1000, 1_000_000));

        assertThat(words).last().asString().startsWith("GZIP_BOMB");
        assertThat(words).hasSizeLessThan(1000);
    }

    @Test
    void unpacksSmallFilesHoweverWell() {
        var large = gzip(" ".repeat(900_000) + LINES);

        assertThat(read(large, limited(100_000_000, 10, 1_000_000))).hasSize(3).endsWith("end");
    }

    private static List<String> read(byte[] bytes, IoSettings settings) {
        return ReadOut.all(new StoredObject("readings.json", bytes).reader(ReadOut.IDS, settings));
    }

    private static IoSettings settings(int blockSize) {
        return StoredObject.settings(blockSize, 1000);
    }

    private static IoSettings limited(long content, int ratio, long floor) {
        var settings = settings(4096);
        return new IoSettings(
                settings.blockSize(),
                settings.maxObjectSize(),
                settings.maxRecordSize(),
                new IoSettings.Gzip(DataSize.ofBytes(content), ratio, DataSize.ofBytes(floor)),
                settings.retry());
    }

    private static byte[] gzip(String content) {
        return gzip(bytes(content));
    }

    private static byte[] gzip(byte[] content) {
        return StoredObject.gzip(content);
    }

    private static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] join(byte[]... parts) {
        var joined = new StringBuilder();
        for (var part : parts) {
            joined.append(new String(part, StandardCharsets.ISO_8859_1));
        }
        return bytes(joined.toString());
    }

    private static byte[] cut(int length) {
        return Arrays.copyOf(PACKED, length);
    }

    private static byte[] changed(int at, int by) {
        var bytes = PACKED.clone();
        bytes[at] ^= (byte) by;
        return bytes;
    }

    /// The same data with optional fields in the header.
    private static byte[] header(int flags, String fields) {
        var header = Arrays.copyOf(PACKED, 10);
        header[3] = (byte) flags;
        return join(header, bytes(fields), Arrays.copyOfRange(PACKED, 10, END));
    }

    /// A member whose data is not compressed at all.
    private static byte[] stored() {
        var length = LINES.length();
        var block = new byte[] {1, (byte) length, 0, (byte) ~length, (byte) 0xFF};
        return join(Arrays.copyOf(PACKED, 10), block, bytes(LINES), Arrays.copyOfRange(PACKED, END - 8, END));
    }
}
