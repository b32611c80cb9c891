package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a pipeline gets of a record. Which records are refused as a whole, [OddFilesTest] says.
class JsonRecordTest {

    private static RawRecord raw(String json) {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        return new RawRecord(new Place(1, 0), bytes, bytes.length);
    }

    private static JsonRecord record(String json) throws RejectedRecordException {
        return JsonRecords.parse(raw(json));
    }

    @Test
    void readsRequiredFieldsInAnyOrder() throws Exception {
        var record =
                record("{\"n\": 7, \"kwh\": 1.50, \"at\": \"2026-03-01T12:00:00Z\", \"id\": \"ß\", \"more\": [{}]}");

        assertThat(record.requiredText("id")).isEqualTo("ß");
        assertThat(record.requiredInstant("at")).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        assertThat(record.requiredDecimal("kwh")).isEqualTo(new BigDecimal("1.50"));
        assertThat(record.requiredLong("n")).isEqualTo(7);
    }

    @Test
    void readsOptionalFields() throws Exception {
        var record = record("{\"n\": 7, \"kwh\": 1.50, \"at\": \"2026-03-01T12:00:00Z\", \"id\": \"\"}");

        assertThat(record.optionalText("id")).isEmpty();
        assertThat(record.optionalInstant("at")).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        assertThat(record.optionalDecimal("kwh")).isEqualTo(new BigDecimal("1.50"));
        assertThat(record.optionalLong("n")).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"x\": null}"})
    void optionalFieldsMayBeMissingOrNull(String json) throws Exception {
        assertThat(record(json).optionalText("x")).isNull();
        assertThat(record(json).optionalInstant("x")).isNull();
        assertThat(record(json).optionalDecimal("x")).isNull();
        assertThat(record(json).optionalLong("x")).isNull();
    }

    @Test
    void saysWhatIsWrongWithAField() {
        var refusal =
                catchThrowableOfType(
                        RejectedRecordException.class, () -> record("{\"kwh\": \"1,5\"}").requiredDecimal("kwh"));

        assertThat(refusal).hasMessage("kwh must be a number, but is the text '1,5'");
        assertThat(refusal.code()).isEqualTo("WRONG_TYPE");
        assertThat(refusal.raw().bytes()).asString(StandardCharsets.UTF_8).isEqualTo("{\"kwh\": \"1,5\"}");
        assertThat(refusal.getStackTrace()).isEmpty();
    }

    @Test
    void saysItInOneShortLine() {
        var json = "{\"kwh\": \"a\\r\\nb%s\"}".formatted("x".repeat(1000));

        var refusal = catchThrowableOfType(RejectedRecordException.class, () -> record(json).requiredDecimal("kwh"));

        assertThat(refusal.getMessage()).contains("'a??bxxx").endsWith("xxx…'").hasSizeLessThan(120);
    }

    @ParameterizedTest
    @CsvSource({
        "0",
        "-0",
        "-0.0",
        "0.1",
        "1e3",
        "1E-1000",
        "-9.99E+1000",
        "0.3000000000000000444089209850062616169452667236328125",
        "12345678901234567890123456789012345678.000"
    })
    void readsNumbersExactly(String number) throws Exception {
        assertThat(record("{\"kwh\":%s}".formatted(number)).requiredDecimal("kwh")).isEqualTo(new BigDecimal(number));
    }

    @Test
    void subtractsWithoutNoise() throws Exception {
        var record = record("{\"generated\": 0.3, \"consumed\": 0.1}");

        assertThat(record.requiredDecimal("generated").subtract(record.requiredDecimal("consumed")))
                .isEqualTo(new BigDecimal("0.2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0e999999999", "-0.0e-999999999"})
    void readsZeroWhateverItsExponent(String zero) throws Exception {
        assertThat(record("{\"kwh\":%s}".formatted(zero)).requiredDecimal("kwh")).isEqualTo(BigDecimal.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "1e1001, NUMBER_OUT_OF_RANGE",
        "1e-1001, NUMBER_OUT_OF_RANGE",
        "-1e999999999, NUMBER_OUT_OF_RANGE",
        "1e-2147483648, NUMBER_OUT_OF_RANGE",
        "1e99999999999999999999, NUMBER_OUT_OF_RANGE",
        "NaN, WRONG_TYPE",
        "Infinity, WRONG_TYPE",
        "-Infinity, WRONG_TYPE",
        "true, WRONG_TYPE",
        "{}, WRONG_TYPE",
        "[1], WRONG_TYPE",
        "null, NULL_FIELD"
    })
    void refusesWhatIsNoNumberToCalculateWith(String number, RejectCode code) {
        assertThat(refusal("{\"x\":%s}".formatted(number), record -> record.requiredDecimal("x"))).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"-9223372036854775808", "9223372036854775807", "0", "-0"})
    void readsIntegers(String number) throws Exception {
        assertThat(record("{\"n\":%s}".formatted(number)).requiredLong("n")).isEqualTo(Long.parseLong(number));
    }

    @ParameterizedTest
    @CsvSource({"3.0, 3", "1e2, 100", "120e-1, 12", "-0.0, 0"})
    void readsIntegersInOtherForms(String number, long integer) throws Exception {
        assertThat(record("{\"n\":%s}".formatted(number)).requiredLong("n")).isEqualTo(integer);
    }

    @ParameterizedTest
    @CsvSource({
        "1.9, NUMBER_TOO_PRECISE",
        "1e-1, NUMBER_TOO_PRECISE",
        "9223372036854775808, NUMBER_OUT_OF_RANGE",
        "1e999, NUMBER_OUT_OF_RANGE",
        "1e999999999, NUMBER_OUT_OF_RANGE",
        "NaN, WRONG_TYPE"
    })
    void refusesWhatIsNoInteger(String number, RejectCode code) {
        assertThat(refusal("{\"n\":%s}".formatted(number), record -> record.requiredLong("n"))).isEqualTo(code);
    }

    @Test
    void readsTextsOfAllKinds() throws Exception {
        var record = record("{\"id\": \"\\u00df\\n\\ud83d\\ude00 \\\"x\\\"\"}");

        assertThat(record.requiredText("id")).isEqualTo("ß\n😀 \"x\"");
    }

    @Test
    void letsAPipelineRejectByItsOwnRules() throws Exception {
        var record = record("{\"id\": \"b\"}");

        var rejection = record.rejected(RejectCode.TEXT_TOO_LONG, "id is too long");

        assertThat(rejection.code()).isEqualTo("TEXT_TOO_LONG");
        assertThat(rejection).hasMessage("id is too long");
        assertThat(rejection.raw()).isSameAs(record.raw());
    }

    @Test
    void findsFieldsAmongThousandsAndDuplicatesToo() throws Exception {
        var fields =
                IntStream.range(0, 20_000).mapToObj("\"f%d\":1"::formatted).collect(Collectors.joining(",", "{", ""));

        assertThat(record(fields + "}").requiredLong("f19999")).isEqualTo(1);
        assertThat(refusal(fields + ",\"f12345\":2}", record -> record.requiredLong("f1")))
                .isEqualTo(RejectCode.DUPLICATE_FIELD);
    }

    @Test
    void comparesNamesAsTextNotAsWritten() {
        assertThat(refusal("{\"id\":\"a\",\"\\u0069d\":\"b\"}", record -> record.requiredText("id")))
                .isEqualTo(RejectCode.DUPLICATE_FIELD);
    }

    private static RejectCode refusal(String json, JsonRecords.FieldsMapper<?> fields) {
        var mapper = JsonRecords.mapper(fields);
        return RejectCode.valueOf(
                catchThrowableOfType(RejectedRecordException.class, () -> mapper.map(raw(json))).code());
    }
}
