package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// CSV files keep the contract, plain and compressed. The content has what makes them difficult: quoted line ends and
/// quotes, columns in another order, rejected rows of all kinds, quotes too many, texts of several bytes a character.
class CsvRecordReaderTest {

    private static final int MAX_RECORD = 60;

    private static final String CONTENT =
            """
            N , Id
            1,a
            2,"b
            b"\r
            "3","c ""c"", c"

            4,ß€😀\r
            x,d
            5
            6,"e"e
            7,%s
            8,"f
            9,g
            10,"h

            h"\
            """
                    .formatted("x".repeat(80));

    private static final List<String> READ =
            List.of(
                    "1@7 a 1",
                    "2@11 b\nb 2",
                    "3@20 c \"c\", c 3",
                    "4@38 ß€😀 4",
                    "5@51 INVALID_NUMBER",
                    "6@55 WRONG_FIELD_COUNT",
                    "7@57 INVALID_CSV",
                    "8@64 RECORD_TOO_LARGE",
                    "9@147 INVALID_CSV",
                    "10@152 g 9",
                    "11@156 h\n\nh 10");

    static final CsvMapping<String> MAPPING =
            CsvMapping.of(List.of("id", "n"), row -> row.requiredText(0, 1000) + " " + row.requiredLong(1));

    private static RecordReader<?> reader(StoredObject object, int blockSize) {
        return object.csvReader(MAPPING, StoredObject.settings(blockSize, MAX_RECORD));
    }

    @Nested
    class Plain extends RecordReaderContract {
        @Override
        RecordReader<?> reader(int blockSize) {
            return CsvRecordReaderTest.reader(StoredObject.of("a.csv", CONTENT), blockSize);
        }

        @Override
        List<String> records() {
            return READ;
        }
    }

    @Nested
    class Compressed extends RecordReaderContract {
        @Override
        RecordReader<?> reader(int blockSize) {
            return CsvRecordReaderTest.reader(StoredObject.of("a.csv", CONTENT).gzipped(), blockSize);
        }

        @Override
        List<String> records() {
            return READ;
        }
    }

    @Nested
    class OnlyHeader extends RecordReaderContract {
        @Override
        RecordReader<?> reader(int blockSize) {
            return CsvRecordReaderTest.reader(StoredObject.of("a.csv", "\uFEFFid,n"), blockSize);
        }

        @Override
        List<String> records() {
            return List.of();
        }
    }

    @Test
    void goesOnWithoutAnotherLookAtWhatWasRead() {
        var content = "n,id\n1,\"a\na\"\n2,b\n".getBytes(StandardCharsets.UTF_8);
        var lost = content.clone();
        Arrays.fill(lost, 0, 13, (byte) '"');

        try (var reader = new StoredObject("a.csv", content).csvReader(MAPPING, IoSettings.defaults());
                var second = new StoredObject("a.csv", lost).csvReader(MAPPING, IoSettings.defaults())) {
            reader.open(Position.START);
            assertThat(ReadOut.next(reader)).isEqualTo("1@5 a\na 1");
            assertThat(reader.position()).isEqualTo(new Position("csv:n,id", 13, 1));

            second.open(reader.position());
            assertThat(ReadOut.next(second)).isEqualTo("2@13 b 2");
            assertThat(ReadOut.next(second)).isNull();
        }
    }

    @Test
    void keepsTheBytesOfARecordAsTheyAre() throws Exception {
        try (var reader =
                StoredObject.of("a.csv", "n,id\r\n1,\"a\r\n\"\"\"\r\n").csvReader(MAPPING, IoSettings.defaults())) {
            reader.open(Position.START);
            var item = reader.read();
            assertThat(item).isNotNull();
            assertThat(item.raw().bytes()).asString(StandardCharsets.UTF_8).isEqualTo("1,\"a\r\n\"\"\"");
            assertThat(item.raw().truncated()).isFalse();
        }
    }

    @Test
    void costsLittleForManyLinesThatLeaveQuotesOpen() {
        var content = new StringBuilder("n,id\n");
        var expected = new ArrayList<String>();
        for (var i = 1; i <= 100_000; i++) {
            expected.add(i + "@" + content.length() + " INVALID_CSV");
            content.append(i).append(",\"x\n");
        }
        expected.add("end");

        assertThat(ReadOut.all(StoredObject.of("a.csv", content.toString()).csvReader(MAPPING, IoSettings.defaults())))
                .isEqualTo(expected);
    }
}
