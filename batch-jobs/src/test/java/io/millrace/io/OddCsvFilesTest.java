package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// CSV files that nobody wants but everybody gets, and exactly what becomes of each of their records, whatever the size
/// of the blocks, plain or compressed.
@Timeout(30)
class OddCsvFilesTest {

    private static final int MAX_RECORD = 30_000;

    private static final String LONG = "x".repeat(MAX_RECORD);

    private static final String HEADER = "id,n,price,day,note\n";
    private static final String A = "a,1,2.50,2026-11-20,";

    /// Requires the text `id`; the others must be right if they are there.
    private static final CsvMapping<String> MAPPING =
            new CsvMapping<>(
                    List.of("id", "n", "price", "day"),
                    List.of("note"),
                    row -> {
                        row.optionalInteger(1, -5, 1000);
                        row.optionalDecimal(2, 8, 2);
                        row.optionalDate(3);
                        var note = row.optionalText(4, 10);
                        return row.requiredText(0, 4) + (note == null ? "" : "/" + note);
                    });

    /// A file and what becomes of it.
    record OddFile(String what, StoredObject object, List<String> outcome) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static OddFile csv(String what, String content, String... outcome) {
        return new OddFile(what, StoredObject.of("file.csv", content), List.of(outcome));
    }

    /// Each character is one byte.
    private static OddFile bytes(String what, String content, String... outcome) {
        return new OddFile(
                what, new StoredObject("file.csv", content.getBytes(StandardCharsets.ISO_8859_1)), List.of(outcome));
    }

    private static OddFile encoded(Charset charset, String mark) {
        return new OddFile(
                charset + " " + mark.length(),
                new StoredObject("file.csv", (mark + HEADER + A).getBytes(charset)),
                List.of("INVALID_ENCODING 1:1@0"));
    }

    /// One line between two good ones, and its fate.
    private static OddFile line(String line, String fate) {
        var bytes = line.getBytes(StandardCharsets.UTF_8).length;
        return csv(
                line.length() > 80 ? line.substring(0, 80) : line,
                HEADER + A + "\n" + line + "\n" + A,
                "1@20 a",
                "2@41 " + fate,
                "3@" + (42 + bytes) + " a",
                "end");
    }

    static Stream<OddFile> linesThatCostThemselves() {
        return Stream.of(
                line("b,1,2", "WRONG_FIELD_COUNT"),
                line("b", "WRONG_FIELD_COUNT"),
                line(" ", "WRONG_FIELD_COUNT"),
                line(A + ",", "WRONG_FIELD_COUNT"),
                line(",".repeat(20_000), "WRONG_FIELD_COUNT"),
                line("b;1;2;2026-11-20;", "WRONG_FIELD_COUNT"),
                line("\"b,1,2,2026-11-20,", "INVALID_CSV"),
                line("b,1,2,2026-11-20,\"", "INVALID_CSV"),
                line("b,1,2,2026-11-20,\"x", "INVALID_CSV"),
                line("b,1,2,2026-11-20,\"\"x\"\"", "INVALID_CSV"),
                line("b,1,2,2026-11-20,\"x\"x", "INVALID_CSV"),
                line("b,1,2,2026-11-20,\"x\" ", "INVALID_CSV"),
                line("b,1,2,2026-11-20, \"x\"", "INVALID_CSV"),
                line("b,1,2,2026-11-20,x\"x", "INVALID_CSV"),
                line("b,1,2,2026-11-20,x\"", "INVALID_CSV"),
                line("b,1,2,2026-11-20,x\rx", "INVALID_CSV"),
                line("'b,b',1,2,2026-11-20,", "WRONG_FIELD_COUNT"),
                line("b\\,b,1,2,2026-11-20,", "WRONG_FIELD_COUNT"),
                line(LONG + "b", "RECORD_TOO_LARGE"),
                line("\"" + LONG + "\",1,2,,", "RECORD_TOO_LARGE"),
                line(",1,2,2026-11-20,", "EMPTY_FIELD"),
                line("\"\",1,2,2026-11-20,", "EMPTY_FIELD"),
                line(" ,1,2,2026-11-20,", "EMPTY_FIELD"),
                line("bbbbb,1,2,2026-11-20,", "TEXT_TOO_LONG"),
                line("b,1,2,2026-11-20,12345678901", "TEXT_TOO_LONG"),
                line("\0,1,2,2026-11-20,", "INVALID_CHARACTER"),
                line("b,1,2,2026-11-20,x\0x", "INVALID_CHARACTER"),
                line("b,\0,2,2026-11-20,", "INVALID_NUMBER"),
                line("b,1.9,2,2026-11-20,", "INVALID_NUMBER"),
                line("b,+1,2,2026-11-20,", "INVALID_NUMBER"),
                line("b, 1,2,2026-11-20,", "INVALID_NUMBER"),
                line("b,-,2,2026-11-20,", "INVALID_NUMBER"),
                line("b,--1,2,2026-11-20,", "INVALID_NUMBER"),
                line("b,1e2,2,2026-11-20,", "INVALID_NUMBER"),
                line("b,0x1F,2,2026-11-20,", "INVALID_NUMBER"),
                line("b,١٢,2,2026-11-20,", "INVALID_NUMBER"),
                line("b,１,2,2026-11-20,", "INVALID_NUMBER"),
                line("b,\"1,000\",2,2026-11-20,", "INVALID_NUMBER"),
                line("b,1001,2,2026-11-20,", "NUMBER_OUT_OF_RANGE"),
                line("b,-6,2,2026-11-20,", "NUMBER_OUT_OF_RANGE"),
                line("b,4294967297,2,2026-11-20,", "NUMBER_OUT_OF_RANGE"),
                line("b,9223372036854775808,2,2026-11-20,", "NUMBER_OUT_OF_RANGE"),
                line("b,18446744073709551617,2,2026-11-20,", "NUMBER_OUT_OF_RANGE"),
                line("b," + "9".repeat(20_000) + ",2,2026-11-20,", "NUMBER_OUT_OF_RANGE"),
                line("b,1,NaN,2026-11-20,", "INVALID_NUMBER"),
                line("b,1,-Infinity,2026-11-20,", "INVALID_NUMBER"),
                line("b,1,1e999999999,2026-11-20,", "INVALID_NUMBER"),
                line("b,1,.5,2026-11-20,", "INVALID_NUMBER"),
                line("b,1,5.,2026-11-20,", "INVALID_NUMBER"),
                line("b,1,.,2026-11-20,", "INVALID_NUMBER"),
                line("b,1,1.2.3,2026-11-20,", "INVALID_NUMBER"),
                line("b,1,\"2,50\",2026-11-20,", "INVALID_NUMBER"),
                line("b,1,$2,2026-11-20,", "INVALID_NUMBER"),
                line("b,1,2.345,2026-11-20,", "NUMBER_TOO_PRECISE"),
                line("b,1,0." + "0".repeat(20_000) + "1,2026-11-20,", "NUMBER_TOO_PRECISE"),
                line("b,1,1000000,2026-11-20,", "NUMBER_OUT_OF_RANGE"),
                line("b,1," + "9".repeat(20_000) + ",2026-11-20,", "NUMBER_OUT_OF_RANGE"),
                line("b,1,2,2026-02-29,", "INVALID_DATE"),
                line("b,1,2,2026-13-01,", "INVALID_DATE"),
                line("b,1,2,0000-01-01,", "INVALID_DATE"),
                line("b,1,2,2026-1-1,", "INVALID_DATE"),
                line("b,1,2,20261120,", "INVALID_DATE"),
                line("b,1,2,20.11.2026,", "INVALID_DATE"),
                line("b,1,2,11/20/2026,", "INVALID_DATE"),
                line("b,1,2,2026-11-20T00:00,", "INVALID_DATE"),
                line("b,1,2, 2026-11-20,", "INVALID_DATE"),
                line("b,1,2,+026-11-20,", "INVALID_DATE"),
                line("b,1,2,٢٠٢٦-11-20,", "INVALID_DATE"),
                line("b,1,2,null,", "INVALID_DATE"));
    }

    static Stream<OddFile> goodLines() {
        return Stream.of(
                line("b,,,,", "b"),
                line("\"b\",\"\",\"\",\"\",\"\"", "b"),
                line("b,-5,-0.00,0001-01-01,", "b"),
                line("b,0001000,000999999.9900000,9999-12-31,", "b"),
                line("b,1," + "0".repeat(20_000) + "2,2026-11-20,", "b"),
                line("b,1,2.5" + "0".repeat(20_000) + ",2026-11-20,", "b"),
                line("b,1,2,2024-02-29,\"a,\nb\"", "b/a,\nb"),
                line("b,1,2,,\"\n\n\"", "b/\n\n"),
                line("b,1,2,,\" \"", "b/ "),
                line("\"\"\"\",1,2,,\"\"\"\"", "\"/\""),
                line("\",\",1,2,,\"\r\"", ",/\r"),
                line("'b',1,2,,\\\\n", "'b'/\\\\n"),
                line("b,1,2,,ß€😀ß€😀ß€😀x", "b/ß€😀ß€😀ß€😀x"),
                line("b,1,2,," + "=1+1", "b/=1+1"),
                csv("empty lines", HEADER + "\n" + A + "\r\n\r\n\n" + A + "\n\n", "1@21 a", "2@46 a", "end"),
                csv("a byte order mark", "\uFEFF" + HEADER + A, "1@23 a", "end"),
                csv("a quoted header", "\"id\",\"n\",\"price\",\"day\"\r\nb,,,\r\n", "1@24 b", "end"),
                csv("empty lines before the header", "\n\r\n" + HEADER + A, "1@23 a", "end"),
                csv("another order", "Day,NOTE ,n, ID,price\n2026-11-20,x,1,b,2", "1@22 b/x", "end"),
                csv("no optional column", "price,id,day,n\n2.50,b,2026-11-20,1", "1@15 b", "end"),
                csv("only a header", HEADER, "end"),
                csv("only a header, no line end", HEADER.strip(), "end"),
                csv("a longest record", HEADER + "b" + ",".repeat(MAX_RECORD - 1), "1@20 WRONG_FIELD_COUNT", "end"),
                csv("a carriage return at the end", HEADER + "b,,,,\r", "1@20 b", "end"));
    }

    static Stream<OddFile> openQuotes() {
        var many = (A + "\n").repeat(2_000);
        return Stream.of(
                csv("closed nowhere", HEADER + "b,,,,\"x\n" + A, "1@20 INVALID_CSV", "2@28 a", "end"),
                csv("closed nowhere, last line", HEADER + A + "\nb,,,,\"x", "1@20 a", "2@41 INVALID_CSV", "end"),
                csv("only a quote", HEADER + "\"", "1@20 INVALID_CSV", "end"),
                csv(
                        "closed by a field of the next line",
                        HEADER + "b,,,,\"x\nb,,,,\"y\"\n" + A,
                        "1@20 INVALID_CSV",
                        "2@28 b/y",
                        "3@37 a",
                        "end"),
                csv(
                        "not closed within the limit",
                        HEADER + "b,,,,\"x\n" + many,
                        Stream.of(
                                        Stream.of("1@20 INVALID_CSV"),
                                        Stream.iterate(0, i -> i < 2_000, i -> i + 1)
                                                .map(i -> (i + 2) + "@" + (28 + 21 * i) + " a"),
                                        Stream.of("end"))
                                .flatMap(words -> words)
                                .toArray(String[]::new)),
                csv(
                        "a text longer than the limit, in lines",
                        HEADER + "b,,,,\"" + ("x".repeat(99) + "\n").repeat(301) + "\"\n" + A,
                        Stream.of(
                                        Stream.of("1@20 INVALID_CSV"),
                                        Stream.iterate(1, i -> i < 301, i -> i + 1)
                                                .map(i -> (i + 1) + "@" + (26 + 100 * i) + " WRONG_FIELD_COUNT"),
                                        Stream.of("302@30126 INVALID_CSV", "303@30128 a", "end"))
                                .flatMap(words -> words)
                                .toArray(String[]::new)),
                csv(
                        "closed, but not well",
                        HEADER + "b,,,,\"\n\"x\n" + A,
                        "1@20 INVALID_CSV",
                        "2@27 INVALID_CSV",
                        "3@30 a",
                        "end"),
                csv(
                        "a long line without an end",
                        HEADER + A + "\n\"" + LONG + LONG,
                        "1@20 a",
                        "2@41 RECORD_TOO_LARGE",
                        "end"));
    }

    static Stream<OddFile> encodings() {
        return Stream.of(
                encoded(StandardCharsets.UTF_16LE, "\uFEFF"),
                encoded(StandardCharsets.UTF_16BE, "\uFEFF"),
                encoded(Charset.forName("UTF-32LE"), "\uFEFF"),
                encoded(StandardCharsets.UTF_16LE, ""),
                encoded(StandardCharsets.UTF_16BE, ""),
                bytes("Latin-1", HEADER + "\u00FC,,,,\n" + A, "1@20 INVALID_ENCODING", "2@26 a", "end"),
                bytes("overlong", HEADER + "\u00C0\u0080,,,,\n" + A, "1@20 INVALID_ENCODING", "2@27 a", "end"),
                bytes("surrogate", HEADER + "\u00ED\u00A0\u0080,,,,", "1@20 INVALID_ENCODING", "end"),
                bytes("cut in quotes", HEADER + "\"\u00E2\u0082\",,,,\n" + A, "1@20 INVALID_ENCODING", "2@29 a", "end"),
                bytes("header in Latin-1", "id,n,price,day,\u00FC\n", "NO_HEADER 1:1@0"));
    }

    static Stream<OddFile> headers() {
        return Stream.of(
                csv("nothing", "", "EMPTY_FILE 1:1@0"),
                csv("empty lines", "\n\r\n\n", "EMPTY_FILE 4:1@4"),
                csv("byte order mark", "\uFEFF", "EMPTY_FILE 1:1@3"),
                csv("white space", "  \n", "NO_HEADER 1:1@0"),
                csv("no header", A, "NO_HEADER 1:1@0"),
                csv("semicolons", HEADER.replace(',', ';'), "NO_HEADER 1:1@0"),
                csv("JSON", "{\"id\":\"a\"}", "NO_HEADER 1:1@0"),
                csv("binary", "PK\u0003\u0004\0\0", "NO_HEADER 1:1@0"),
                csv("no lines", LONG + LONG, "NO_HEADER 1:1@0"),
                csv("quote open", "id,n,price,day,\"note\n" + A, "NO_HEADER 1:1@0"),
                csv("only carriage returns", HEADER.strip() + "\r" + A + "\r", "NO_HEADER 1:1@0"),
                csv("missing", "id,n,day,note\n", "MISSING_COLUMN 1:1@0"),
                csv("missing behind empty lines", "\n\nid,n,day,note\n", "MISSING_COLUMN 3:1@2"),
                csv("twice", "id,n,price,day,ID\n", "DUPLICATE_COLUMN 1:1@0"),
                csv("unknown", "id,n,price,day,colour\n", "UNKNOWN_COLUMN 1:1@0"),
                csv("unnamed", "id,n,price,day,\n", "UNKNOWN_COLUMN 1:1@0"),
                csv("misspelt", "id,n,prize,day\n", "UNKNOWN_COLUMN 1:1@0"));
    }

    @ParameterizedTest
    @MethodSource({"linesThatCostThemselves", "goodLines", "openQuotes", "encodings", "headers"})
    void endsAsItMust(OddFile file) {
        for (var blockSize : List.of(7, 64, 8 << 20)) {
            assertThat(outcome(file.object(), blockSize)).as("blocks of %d", blockSize).isEqualTo(file.outcome());
        }
        assertThat(outcome(file.object().gzipped(), 100)).as("compressed").isEqualTo(file.outcome());
    }

    private static List<String> outcome(StoredObject object, int blockSize) {
        return ReadOut.all(object.csvReader(MAPPING, StoredObject.settings(blockSize, MAX_RECORD)));
    }
}
