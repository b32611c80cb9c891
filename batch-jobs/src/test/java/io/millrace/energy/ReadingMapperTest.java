package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.io.JsonRecords;
import io.millrace.io.RecordMapper;
import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectedRecordException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

class ReadingMapperTest {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    private final RecordMapper<Reading> mapper = JsonRecords.mapper(new ReadingMapper());

    @Test
    void takesTheFieldsInAnyOrderAndIgnoresOthers() throws Exception {
        var json =
                """
                {"unit": {"name": "kWh"}, "energy_consumed_kwh": 1.50, "timestamp": "2026-03-01T13:00:00+01:00",
                 "site_id": "süd 1", "energy_generated_kwh": -2e-3, "tags": [1, 2]}\
                """;

        assertThat(map(json)).isEqualTo(new Reading("süd 1", AT, new BigDecimal("-0.002"), new BigDecimal("1.50")));
    }

    @ParameterizedTest
    @CsvSource({
        "-0, 0",
        "-0.0, 0.0",
        "1E-130, 1E-130",
        "1e125, 1E+125",
        "123456789012345678901234567890.12345678, 123456789012345678901234567890.12345678"
    })
    void takesEveryNumberThatDynamoDbHolds(String number, BigDecimal value) throws Exception {
        assertThat(map(reading("generated", number)).generated()).isEqualTo(value);
        assertThat(map(reading("consumed", number)).consumed()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "site      | 7                           | WRONG_TYPE",
                "site      | null                        | NULL_FIELD",
                "site      | ['a']                       | WRONG_TYPE",
                "site      | ''                          | EMPTY_FIELD",
                "site      | ' '                         | EMPTY_FIELD",
                "site      | 'a\\u0000'                  | INVALID_CHARACTER",
                "site      | 'a\\nb'                     | INVALID_CHARACTER",
                "site      | '\\ud83c'                   | INVALID_CHARACTER",
                "at        | null                        | NULL_FIELD",
                "at        | 1772366400                  | WRONG_TYPE",
                "at        | '2026-03-01T12:00:00'       | AMBIGUOUS_TIMESTAMP",
                "at        | '2026-02-30T12:00:00Z'      | INVALID_TIMESTAMP",
                "at        | '2026-03-01T24:00:00Z'      | INVALID_TIMESTAMP",
                "at        | '01/03/2026 12:00'          | INVALID_TIMESTAMP",
                "at        | ''                          | INVALID_TIMESTAMP",
                "at        | '0000-01-01T00:00:00+00:01' | INVALID_TIMESTAMP",
                "generated | null                        | NULL_FIELD",
                "generated | '1.5'                       | WRONG_TYPE",
                "generated | true                        | WRONG_TYPE",
                "generated | NaN                         | WRONG_TYPE",
                "generated | -Infinity                   | WRONG_TYPE",
                "generated | 1e999999999                 | NUMBER_OUT_OF_RANGE",
                "generated | 1e-999999999                | NUMBER_OUT_OF_RANGE",
                "generated | 1e99999999999               | NUMBER_OUT_OF_RANGE",
                "generated | 1e126                       | NUMBER_OUT_OF_RANGE",
                "generated | 9e-131                      | NUMBER_OUT_OF_RANGE",
                "consumed  | 0.123456789012345678901234567890123456789 | NUMBER_TOO_PRECISE",
                "consumed  | 01                          | INVALID_JSON",
                "consumed  | .5                          | INVALID_JSON"
            })
    void rejectsWhatItCannotTakeWithItsCode(String field, String value, String code) {
        var json = reading(field, value.replace('\'', '"'));

        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> map(json))
                .satisfies(
                        rejected -> {
                            assertThat(rejected.code()).isEqualTo(code);
                            assertThat(rejected.getMessage()).hasSizeBetween(10, 300);
                            assertThat(rejected.raw().place()).isEqualTo(new Place(3, 70));
                        });
    }

    @ParameterizedTest
    @CsvSource({"site_id", "timestamp", "energy_generated_kwh", "energy_consumed_kwh"})
    void namesTheFieldThatIsMissing(String field) {
        var json = reading("generated", "1").replace(field, "other");

        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> map(json))
                .withMessageContaining(field)
                .satisfies(rejected -> assertThat(rejected.code()).isEqualTo("MISSING_FIELD"));
    }

    @Test
    void takesSitesUpToTheLimitOfAPartitionKey() throws Exception {
        assertThat(map(reading("site", '"' + "ü".repeat(1024) + '"')).site()).hasSize(1024);
        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> map(reading("site", '"' + "ü".repeat(1024) + "x\"")))
                .satisfies(rejected -> assertThat(rejected.code()).isEqualTo("TEXT_TOO_LONG"));
    }

    /// A good reading, but for one field.
    private static String reading(String field, String value) {
        return "{\"site_id\":%s,\"timestamp\":%s,\"energy_generated_kwh\":%s,\"energy_consumed_kwh\":%s}"
                .formatted(
                        field.equals("site") ? value : "\"site-01\"",
                        field.equals("at") ? value : "\"2026-03-01T12:00:00Z\"",
                        field.equals("generated") ? value : "1",
                        field.equals("consumed") ? value : "1");
    }

    private Reading map(String json) throws RejectedRecordException {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        return mapper.map(new RawRecord(new Place(3, 70), bytes, bytes.length));
    }
}
