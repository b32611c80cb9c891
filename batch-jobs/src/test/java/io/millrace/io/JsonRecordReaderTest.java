package io.millrace.io;

import org.junit.jupiter.api.Nested;

import java.util.List;

/// Every layout keeps the contract, plain and compressed. The contents have what makes layouts difficult: rejected
/// records of all kinds, brackets and quotes in texts, line ends of both kinds, texts of several bytes a character.
class JsonRecordReaderTest {

    private static final int MAX_RECORD = 60;
    private static final String LONG = "x".repeat(80);

    private static final String LINES =
            """
            {"id":"a"}
            {"id":"ß€😀"}\r
            \t
              {"id":"{[\\"\\\\"}\s\s
            {"id":1}
            not json
            {"id":"%s"}
            null
            {"id":"b","more":{"a":[1,{"b":"}"}]}}\
            """
                    .formatted(LONG);

    private static final List<String> LINES_READ =
            List.of(
                    "1@0 a",
                    "2@11 ß€😀",
                    "3@35 {[\"\\",
                    "4@53 WRONG_TYPE",
                    "5@62 INVALID_JSON",
                    "6@71 RECORD_TOO_LARGE",
                    "7@161 NOT_AN_OBJECT",
                    "8@166 b");

    private static final String ARRAY =
            """
            [ {"id":"a"},{"id":"ß€😀"} ,
              {"id":"{[\\"\\\\"},\r
              {"id":1}, null, "text, [", 12, [{"id":"inner"}],
              {"id":"%s"},
              {"id":"b","more":{"a":[1,{"b":"}"}]}}
            ]
            """
                    .formatted(LONG);

    private static final List<String> ARRAY_READ =
            List.of(
                    "1@2 a",
                    "2@13 ß€😀",
                    "3@36 {[\"\\",
                    "4@56 WRONG_TYPE",
                    "5@66 NOT_AN_OBJECT",
                    "6@72 NOT_AN_OBJECT",
                    "7@83 NOT_AN_OBJECT",
                    "8@87 NOT_AN_OBJECT",
                    "9@107 RECORD_TOO_LARGE",
                    "10@200 b");

    private static final String DOCUMENT =
            """
            {
              "id": "a",
              "more": [{"b": "}"}]
            }
            """;

    private static RecordReader<?> reader(StoredObject object, int blockSize) {
        return object.reader(ReadOut.IDS, StoredObject.settings(blockSize, MAX_RECORD));
    }

    @Nested
    class Lines extends RecordReaderContract {
        @Override
        RecordReader<?> reader(int blockSize) {
            return JsonRecordReaderTest.reader(StoredObject.of("a.json", LINES), blockSize);
        }

        @Override
        List<String> records() {
            return LINES_READ;
        }
    }

    @Nested
    class CompressedLines extends RecordReaderContract {
        @Override
        RecordReader<?> reader(int blockSize) {
            return JsonRecordReaderTest.reader(StoredObject.of("a.ndjson", LINES).gzipped(), blockSize);
        }

        @Override
        List<String> records() {
            return LINES_READ;
        }
    }

    @Nested
    class LinesWithByteOrderMark extends RecordReaderContract {
        @Override
        RecordReader<?> reader(int blockSize) {
            return JsonRecordReaderTest.reader(
                    StoredObject.of("a.jsonl", "\uFEFF{\"id\":\"a\"}\n{\"id\":\"b\"}\n"), blockSize);
        }

        @Override
        List<String> records() {
            return List.of("1@3 a", "2@14 b");
        }
    }

    @Nested
    class Array extends RecordReaderContract {
        @Override
        RecordReader<?> reader(int blockSize) {
            return JsonRecordReaderTest.reader(StoredObject.of("a.json", ARRAY), blockSize);
        }

        @Override
        List<String> records() {
            return ARRAY_READ;
        }
    }

    @Nested
    class CompressedArray extends RecordReaderContract {
        @Override
        RecordReader<?> reader(int blockSize) {
            return JsonRecordReaderTest.reader(StoredObject.of("a.json", ARRAY).gzipped(), blockSize);
        }

        @Override
        List<String> records() {
            return ARRAY_READ;
        }
    }

    @Nested
    class EmptyArray extends RecordReaderContract {
        @Override
        RecordReader<?> reader(int blockSize) {
            return JsonRecordReaderTest.reader(StoredObject.of("a.json", " [ ] "), blockSize);
        }

        @Override
        List<String> records() {
            return List.of();
        }
    }

    @Nested
    class Document extends RecordReaderContract {
        @Override
        RecordReader<?> reader(int blockSize) {
            return JsonRecordReaderTest.reader(StoredObject.of("a.json", DOCUMENT), blockSize);
        }

        @Override
        List<String> records() {
            return List.of("1@0 a");
        }
    }

    @Nested
    class CompressedDocument extends RecordReaderContract {
        @Override
        RecordReader<?> reader(int blockSize) {
            return JsonRecordReaderTest.reader(StoredObject.of("a.json", "\uFEFF" + DOCUMENT).gzipped(), blockSize);
        }

        @Override
        List<String> records() {
            return List.of("1@3 a");
        }
    }

    @Nested
    class RejectedDocument extends RecordReaderContract {
        @Override
        RecordReader<?> reader(int blockSize) {
            return JsonRecordReaderTest.reader(StoredObject.of("a.json", "{\n\"id\": \"" + LONG + "\"}"), blockSize);
        }

        @Override
        List<String> records() {
            return List.of("1@0 RECORD_TOO_LARGE");
        }
    }
}
