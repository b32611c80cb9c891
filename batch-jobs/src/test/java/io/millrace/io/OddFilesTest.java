package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// Files that nobody wants but everybody gets, and exactly what becomes of each of their records, whatever the size of
/// the blocks, plain or compressed. None hangs, and none ends well with a record missing.
@Timeout(30)
class OddFilesTest {

    private static final int MAX_RECORD = 30_000;
    private static final String A = "{\"id\":\"a\"}";
    private static final String LONG = "x".repeat(MAX_RECORD);
    private static final String DEEP = "{\"id\":\"d\",\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";

    /// A file and what becomes of it.
    record OddFile(String what, StoredObject object, List<String> outcome) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static OddFile json(String what, String content, String... outcome) {
        return new OddFile(what, StoredObject.of("file.json", content), List.of(outcome));
    }

    private static OddFile lines(String what, String content, String... outcome) {
        return new OddFile(what, StoredObject.of("file.ndjson", content), List.of(outcome));
    }

    /// Each character is one byte.
    private static OddFile bytes(String what, String key, String content, String... outcome) {
        return new OddFile(
                what, new StoredObject(key, content.getBytes(StandardCharsets.ISO_8859_1)), List.of(outcome));
    }

    private static OddFile encoded(Charset charset, String mark) {
        var content = (mark + A + "\n" + A).getBytes(charset);
        return new OddFile(
                charset + " " + mark.length(),
                new StoredObject("file.ndjson", content),
                List.of("INVALID_ENCODING 1:1@0"));
    }

    /// One line between two good ones, and the one record's fate.
    private static OddFile line(String line, String fate) {
        var bytes = line.getBytes(StandardCharsets.UTF_8).length;
        return lines(
                line.length() > 80 ? line.substring(0, 80) : line,
                A + "\n" + line + "\n" + A,
                "1@0 a",
                "2@11 " + fate,
                "3@" + (12 + bytes) + " a",
                "end");
    }

    static Stream<OddFile> linesThatCostThemselves() {
        return Stream.of(
                line("not json", "INVALID_JSON"),
                line("{\"id\":\"b\"", "INVALID_JSON"),
                line("{\"id\":\"b}", "INVALID_JSON"),
                line("\"id\":\"b\"}", "INVALID_JSON"),
                line("{\"id\":\"b\"}}", "INVALID_JSON"),
                line("{\"id\":\"b\"},", "INVALID_JSON"),
                line("{\"id\":\"b\"} {\"id\":\"c\"}", "INVALID_JSON"),
                line("{\"id\":\"b\",}", "INVALID_JSON"),
                line("{'id':'b'}", "INVALID_JSON"),
                line("{id:\"b\"}", "INVALID_JSON"),
                line("{\"id\":\"b\"} // why", "INVALID_JSON"),
                line("{\"id\":\"b\tb\"}", "INVALID_JSON"),
                line("{\"id\":\"b\\x\"}", "INVALID_JSON"),
                line("{\"id\":undefined}", "INVALID_JSON"),
                line("\f", "INVALID_JSON"),
                line("\u00A0", "INVALID_JSON"),
                line("\uFEFF" + A, "INVALID_JSON"),
                line(A + "\r" + A, "INVALID_JSON"),
                line("]", "INVALID_JSON"),
                line("null", "NOT_AN_OBJECT"),
                line("true", "NOT_AN_OBJECT"),
                line("17", "NOT_AN_OBJECT"),
                line("\"b\"", "NOT_AN_OBJECT"),
                line("[" + A + "]", "NOT_AN_OBJECT"),
                line(DEEP, "NESTED_TOO_DEEP"),
                line("[".repeat(10_000), "NESTED_TOO_DEEP"),
                line("\"" + LONG + "\"", "RECORD_TOO_LARGE"),
                line("{\"id\":\"b\",\"id\":\"b\"}", "DUPLICATE_FIELD"),
                line("{\"id\":\"b\",\"x\":1,\"x\":1}", "DUPLICATE_FIELD"),
                line("{}", "MISSING_FIELD"),
                line("{\"ID\":\"b\"}", "MISSING_FIELD"),
                line("{\"id\":null}", "NULL_FIELD"),
                line("{\"id\":\"\"}", "EMPTY_FIELD"),
                line("{\"id\":\" \\t\"}", "EMPTY_FIELD"),
                line("{\"id\":1}", "WRONG_TYPE"),
                line("{\"id\":false}", "WRONG_TYPE"),
                line("{\"id\":{}}", "WRONG_TYPE"),
                line("{\"id\":[\"b\"]}", "WRONG_TYPE"),
                line("{\"id\":\"b\0\"}", "INVALID_CHARACTER"),
                line("{\"id\":\0}", "INVALID_CHARACTER"),
                line("{\"id\":\"b\\u0000\"}", "INVALID_CHARACTER"),
                line("{\"id\":\"\\ud800\"}", "INVALID_CHARACTER"),
                line("{\"id\":\"\\ude00\\ud83d\"}", "INVALID_CHARACTER"),
                line("{\"id\":\"b\",\"kwh\":\"1\"}", "WRONG_TYPE"),
                line("{\"id\":\"b\",\"kwh\":\"١٢\"}", "WRONG_TYPE"),
                line("{\"id\":\"b\",\"kwh\":true}", "WRONG_TYPE"),
                line("{\"id\":\"b\",\"kwh\":NaN}", "WRONG_TYPE"),
                line("{\"id\":\"b\",\"kwh\":-Infinity}", "WRONG_TYPE"),
                line("{\"id\":\"b\",\"kwh\":1e999999999}", "NUMBER_OUT_OF_RANGE"),
                line("{\"id\":\"b\",\"kwh\":-1e-999999999}", "NUMBER_OUT_OF_RANGE"),
                line("{\"id\":\"b\",\"kwh\":1e99999999999999}", "NUMBER_OUT_OF_RANGE"),
                line("{\"id\":\"b\",\"kwh\":" + "9".repeat(20_000) + "}", "NUMBER_OUT_OF_RANGE"),
                line("{\"id\":\"b\",\"kwh\":0." + "9".repeat(20_000) + "}", "NUMBER_TOO_PRECISE"),
                line("{\"id\":\"b\",\"kwh\":١٢}", "INVALID_JSON"),
                line("{\"id\":\"b\",\"kwh\":+1}", "INVALID_JSON"),
                line("{\"id\":\"b\",\"kwh\":007}", "INVALID_JSON"),
                line("{\"id\":\"b\",\"kwh\":0x1F}", "INVALID_JSON"),
                line("{\"id\":\"b\",\"kwh\":.5}", "INVALID_JSON"),
                line("{\"id\":\"b\",\"kwh\":5.}", "INVALID_JSON"),
                line("{\"id\":\"b\",\"kwh\":1,5}", "INVALID_JSON"),
                line("{\"id\":\"b\",\"n\":1.9}", "NUMBER_TOO_PRECISE"),
                line("{\"id\":\"b\",\"n\":9223372036854775808}", "NUMBER_OUT_OF_RANGE"),
                line("{\"id\":\"b\",\"at\":\"2026-03-01T12:00:00\"}", "AMBIGUOUS_TIMESTAMP"),
                line("{\"id\":\"b\",\"at\":\"2026-02-30T12:00:00Z\"}", "INVALID_TIMESTAMP"),
                line("{\"id\":\"b\",\"at\":1772366400}", "WRONG_TYPE"),
                line("{\"id\":\"b\",\"at\":\"\"}", "INVALID_TIMESTAMP"));
    }

    static Stream<OddFile> goodLines() {
        return Stream.of(
                line("{\"id\":\"\\ud83d\\ude00\"}", "😀"),
                line("{\"id\":\"b\",\"x\":{\"y\":1,\"y\":2}}", "b"),
                line("{\"id\":\"b\",\"x\":" + "[".repeat(400) + "]".repeat(400) + "}", "b"),
                line("{\"id\":\"b\",\"x\":NaN}", "b"),
                line("{\"id\":\"b\",\"x\":1e999999999}", "b"),
                line("{\"id\":\"b\",\"x\":\"\\u0000\"}", "b"),
                line("{\"id\":\"b\",\"kwh\":-0.0,\"n\":-9223372036854775808,\"at\":null}", "b"),
                line("{\"id\":\"b\",\"kwh\":0e999999999,\"n\":1e2}", "b"),
                lines("several kinds of line ends", A + "\r\n\r\n\n \t\n" + A + "\r\n", "1@0 a", "2@18 a", "end"),
                lines("a byte order mark", "\uFEFF" + A + "\n" + A + "\n", "1@3 a", "2@14 a", "end"),
                lines("a longest record", "{\"id\":\"b\"" + " ".repeat(MAX_RECORD - 10) + "}\n", "1@0 b", "end"),
                lines("a cut off last line", A + "\n{\"id\":\"b", "1@0 a", "2@11 INVALID_JSON", "end"));
    }

    static Stream<OddFile> encodings() {
        return Stream.of(
                encoded(StandardCharsets.UTF_16LE, "\uFEFF"),
                encoded(StandardCharsets.UTF_16BE, "\uFEFF"),
                encoded(Charset.forName("UTF-32LE"), "\uFEFF"),
                encoded(Charset.forName("UTF-32BE"), "\uFEFF"),
                encoded(StandardCharsets.UTF_16LE, ""),
                encoded(StandardCharsets.UTF_16BE, ""),
                encoded(Charset.forName("UTF-32LE"), ""),
                encoded(Charset.forName("UTF-32BE"), ""),
                bytes("Latin-1", "f.ndjson", "{\"id\":\"\u00FC\"}\n" + A, "1@0 INVALID_ENCODING", "2@11 a", "end"),
                bytes(
                        "overlong",
                        "f.ndjson",
                        "{\"id\":\"\u00C0\u0080\"}\n" + A,
                        "1@0 INVALID_ENCODING",
                        "2@12 a",
                        "end"),
                bytes("surrogate", "f.ndjson", "{\"id\":\"\u00ED\u00A0\u0080\"}", "1@0 INVALID_ENCODING", "end"),
                bytes("cut", "f.ndjson", "{\"id\":\"\u00E2\u0082\"}\n" + A, "1@0 INVALID_ENCODING", "2@12 a", "end"),
                bytes("ignored", "f.ndjson", "{\"id\":\"a\",\"x\":\"\u00FF\"}", "1@0 INVALID_ENCODING", "end"),
                bytes("in array", "f.json", "[{\"id\":\"\u00FF\"}," + A + "]", "1@1 INVALID_ENCODING", "2@12 a", "end"),
                bytes("quote lost", "f.json", "[{\"id\":\"\u00FF}," + A + "]", "INVALID_JSON 1:14@13"),
                bytes("between", "f.json", "[" + A + "\u00FF" + A + "]", "1@1 a", "INVALID_JSON 1:12@11"));
    }

    static Stream<OddFile> arrays() {
        return Stream.of(
                json("empty array", "[]", "end"),
                json("spacious empty array", "\uFEFF \r\n[\n]\n ", "end"),
                json("array", "[" + A + ",\n" + A + "]", "1@1 a", "2@13 a", "end"),
                json("no objects", "[null,1,\"],[\",[],[[]],{}]", notObjects()),
                json("NaN", "[{\"id\":\"b\",\"kwh\":NaN}," + A + "]", "1@1 WRONG_TYPE", "2@22 a", "end"),
                json("NUL in a text", "[{\"id\":\"\0\"}," + A + "]", "1@1 INVALID_CHARACTER", "2@12 a", "end"),
                json("escaped NUL", "[{\"id\":\"\\u0000\"}," + A + "]", "1@1 INVALID_CHARACTER", "2@17 a", "end"),
                json("field twice", "[{\"id\":\"b\",\"id\":\"c\"}," + A + "]", "1@1 DUPLICATE_FIELD", "2@21 a", "end"),
                json(
                        "deep",
                        "[" + DEEP + "," + A + "]",
                        "1@1 NESTED_TOO_DEEP",
                        "2@" + (DEEP.length() + 2) + " a",
                        "end"),
                json("long", "[\"" + LONG + "\"," + A + "]", "1@1 RECORD_TOO_LARGE", "2@30004 a", "end"),
                json(
                        "long number",
                        "[" + LONG.replace('x', '1') + "7," + A + "]",
                        "1@1 RECORD_TOO_LARGE",
                        "2@30003 a",
                        "end"),
                json("one too many", "[" + A + "]]", "1@1 a", "TRAILING_CONTENT 1:13@12"),
                json("something behind", "[" + A + "]\nmore", "1@1 a", "TRAILING_CONTENT 2:1@13"),
                json("zeros behind", "[" + A + "]\0\0", "1@1 a", "TRAILING_CONTENT 1:13@12"),
                json("two arrays", "[" + A + "]\n[" + A + "]", "1@1 a", "TWO_DOCUMENTS 2:1@13"),
                json("array and object", "[" + A + "]" + A, "1@1 a", "TWO_DOCUMENTS 1:13@12"));
    }

    private static String[] notObjects() {
        return new String[] {
            "1@1 NOT_AN_OBJECT",
            "2@6 NOT_AN_OBJECT",
            "3@8 NOT_AN_OBJECT",
            "4@14 NOT_AN_OBJECT",
            "5@17 NOT_AN_OBJECT",
            "6@22 MISSING_FIELD",
            "end"
        };
    }

    static Stream<OddFile> brokenArrays() {
        return Stream.of(
                json("only a bracket", "[", "TRUNCATED 1:2@1"),
                json("no end", "[" + A, "1@1 a", "TRUNCATED 1:12@11"),
                json("no end but a line end", "[" + A + "\n", "1@1 a", "TRUNCATED 2:1@12"),
                json("cut behind a comma", "[" + A + ",", "1@1 a", "TRUNCATED 1:13@12"),
                json("cut in an element", "[" + A + ",\n{\"id\":", "1@1 a", "TRUNCATED 2:7@19"),
                json("cut in a text", "[" + A + ",\n{\"id\":\"€b", "1@1 a", "TRUNCATED 2:10@24"),
                json("cut in an escape", "[" + A + ",{\"id\":\"\\", "1@1 a", "TRUNCATED 1:21@20"),
                json("cut in a word", "[" + A + ",nul", "1@1 a", "INVALID_JSON 1:13@12"),
                json("cut in a long text", "[" + A + ",\"" + LONG, "1@1 a", "TRUNCATED 1:30014@30013"),
                json("no comma", "[" + A + "\n " + A + "]", "1@1 a", "INVALID_JSON 2:2@13"),
                json("no comma or space", "[" + A + A + "]", "1@1 a", "INVALID_JSON 1:12@11"),
                json("no comma after a word", "[1" + A + "]", "1@1 NOT_AN_OBJECT", "INVALID_JSON 1:3@2"),
                json("two commas", "[" + A + ",," + A + "]", "1@1 a", "INVALID_JSON 1:13@12"),
                json("comma first", "[," + A + "]", "INVALID_JSON 1:2@1"),
                json("comma last", "[" + A + ",]", "1@1 a", "INVALID_JSON 1:13@12"),
                json("semicolon", "[" + A + ";" + A + "]", "1@1 a", "INVALID_JSON 1:12@11"),
                json("colon", "[" + A + ":" + A + "]", "1@1 a", "INVALID_JSON 1:12@11"),
                json("garbage", "[" + A + ",\nsome words," + A + "]", "1@1 a", "INVALID_JSON 2:1@13"),
                json("other end", "[" + A + "}", "1@1 a", "INVALID_JSON 1:12@11"),
                json("wrong bracket", "[{\"id\":[\"a\"}," + A + "]", "INVALID_JSON 1:12@11"),
                json("quote lost", "[{\"id\":\"a}," + A + "," + A + "]", "INVALID_JSON 1:14@13"),
                json("brace lost", "[{\"id\":\"a\"," + A + "]", "INVALID_JSON 1:12@11"),
                json("two braces", "[{" + A + "," + A + "]", "INVALID_JSON 1:3@2"),
                json("number with plus", "[" + A + ",\n\n {\"kwh\":+1}]", "1@1 a", "INVALID_JSON 3:10@23"),
                json("NUL between", "[" + A + "\0," + A + "]", "1@1 a", "INVALID_JSON 1:12@11"),
                json("NUL outside of texts", "[{\"id\":\0}]", "INVALID_JSON 1:8@7"),
                json("line end in a text", "[{\"id\":\"a\nb\"}]", "INVALID_JSON 1:10@9"),
                json(
                        "long and broken",
                        "[{\"x\":\"" + LONG + "\"}," + A + "}]",
                        "1@1 RECORD_TOO_LARGE",
                        "2@30010 a",
                        "INVALID_JSON 1:30021@30020"),
                json("long by a lost quote", "[{\"id\":\"a}" + (",\n" + A).repeat(4000) + "]", "INVALID_JSON 1:12@11"),
                json("deep and broken", "[" + DEEP.replace("}", "x}") + "," + A + "]", "INVALID_JSON 1:20016@20015"));
    }

    static Stream<OddFile> documents() {
        return Stream.of(
                json("one line", A, "1@0 a", "end"),
                json("one line and white space", " " + A + " \n\n", "1@1 a", "end"),
                json("pretty", "\uFEFF{\n\"id\": \"a\"\n}\n", "1@3 a", "end"),
                json("pretty with objects", "{\n\"id\": \"a\",\n\"x\":\n{\"y\":\n[\n{}]}\n}\n", "1@0 a", "end"),
                json("bad value", "{\n\"id\": 1\n}\n", "1@0 WRONG_TYPE", "end"),
                json("long", "{\n\"id\": \"" + LONG + "\"\n}\n", "1@0 RECORD_TOO_LARGE", "end"),
                json("deep", DEEP.replace("{", "{\n"), "1@0 NESTED_TOO_DEEP", "end"),
                json("cut", "{\"id\":\"a\"", "TRUNCATED 1:10@9"),
                json("cut in a pretty one", "{\n\"id\":\"a\",\n", "TRUNCATED 3:1@12"),
                json("invalid", "{\n\"id\":\n\"a\" x}", "INVALID_JSON 3:5@12"),
                json("more behind", "{\n\"id\":\"a\"} more", "TRAILING_CONTENT 2:11@12"),
                json("two pretty ones", "{\n\"id\":\"a\"}\n{\n\"id\":\"b\"}", "TWO_DOCUMENTS 3:1@12"),
                json("two in a line", A + A, "TWO_DOCUMENTS 1:11@10"),
                json("object and array", "{\n\"id\":\"a\"}[]", "TWO_DOCUMENTS 2:10@11"),
                json("two lines", A + "\n" + A, "1@0 a", "2@11 a", "end"),
                json("first line broken", "{\"id\":\"a\n" + A + "\n", "1@0 INVALID_JSON", "2@9 a", "end"),
                json("first line cut", "{\"id\":\n" + A + "\n", "TRUNCATED 3:1@18"),
                json("first line no object", "null\n\n" + A + "\n", "1@0 NOT_AN_OBJECT", "2@6 a", "end"),
                json("first line long", "{\"x\":\"" + LONG + "\"}\n" + A, "1@0 RECORD_TOO_LARGE", "2@30009 a", "end"));
    }

    static Stream<OddFile> noRecords() {
        return Stream.of(
                json("empty", "", "EMPTY_FILE 1:1@0"),
                lines("empty lines", "", "EMPTY_FILE 1:1@0"),
                json("white space", " \n\t\r\n", "EMPTY_FILE 3:1@5"),
                lines("blank lines", " \n\t\r\n", "EMPTY_FILE 3:1@5"),
                json("byte order mark", "\uFEFF", "EMPTY_FILE 1:1@3"),
                json("number", " 42\n", "SCALAR_DOCUMENT 1:2@1"),
                json("text", "\"text\"", "SCALAR_DOCUMENT 1:1@0"),
                json("null", "null", "SCALAR_DOCUMENT 1:1@0"),
                json("words", "no json at all", "INVALID_JSON 1:1@0"),
                json("XML", "<?xml version=\"1.0\"?>\n<a/>", "INVALID_JSON 1:1@0"),
                json("CSV", "id,kwh\na,1\n", "INVALID_JSON 1:1@0"),
                json("numbers", "1\n2\n3\n", "INVALID_JSON 1:1@0"),
                json("closing bracket", "]", "INVALID_JSON 1:1@0"),
                bytes("zip", "f.json", "PK\u0003\u0004\0\0", "INVALID_JSON 1:1@0"));
    }

    @ParameterizedTest
    @MethodSource({
        "linesThatCostThemselves",
        "goodLines",
        "encodings",
        "arrays",
        "brokenArrays",
        "documents",
        "noRecords"
    })
    void endsAsItMust(OddFile file) {
        for (var blockSize : List.of(7, 64, 8 << 20)) {
            assertThat(outcome(file.object(), blockSize)).as("blocks of %d", blockSize).isEqualTo(file.outcome());
        }
        assertThat(outcome(file.object().gzipped(), 100)).as("compressed").isEqualTo(file.outcome());
    }

    private static List<String> outcome(StoredObject object, int blockSize) {
        return ReadOut.all(object.reader(ReadOut.IDS, StoredObject.settings(blockSize, MAX_RECORD)));
    }
}
