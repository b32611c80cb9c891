package io.millrace.bench;

import io.millrace.energy.Reading;
import io.millrace.io.DynamoDbNumber;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.Function;

/// Reads a file of readings in one go with nothing but Jackson's streaming parser. Arguments: the file, and how to read
/// timestamps: `jdk` or `lean`.
///
/// It asks of a reading what the table needs: all fields, numbers that DynamoDB can hold, an instant. It keeps no
/// place, no raw text and no account of what it read, and the first bad reading ends it.
final class JacksonProgram {

    private final JsonParser parser;
    private final Function<String, Instant> timestamps;
    private long read;
    private BigDecimal sum = BigDecimal.ZERO;

    private JacksonProgram(JsonParser parser, Function<String, Instant> timestamps) {
        this.parser = parser;
        this.timestamps = timestamps;
    }

    static void main(String... arguments) throws IOException {
        var watch = Stopwatch.start();
        try (var in = Files.newInputStream(Path.of(arguments[0]));
                var parser = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), in)) {
            var program =
                    new JacksonProgram(
                            parser, arguments[1].equals("jdk") ? Instant::parse : JacksonProgram::leanInstant);
            program.readAll();
            Report.print(watch.figures(), Map.of("read", program.read, "sum", program.sum));
        }
    }

    private void readAll() {
        for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                sum = sum.add(reading().generated());
                read++;
            }
        }
    }

    private Reading reading() {
        String site = null;
        Instant at = null;
        BigDecimal generated = null;
        BigDecimal consumed = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "site_id" -> site = parser.getString();
                case "timestamp" -> at = timestamps.apply(parser.getString());
                case "energy_generated_kwh" -> generated = parser.getDecimalValue();
                case "energy_consumed_kwh" -> consumed = parser.getDecimalValue();
                default -> parser.skipChildren();
            }
        }
        if (site == null || site.isBlank() || at == null) {
            throw new IllegalStateException("A field is missing");
        }
        return new Reading(site, at, energy(generated), energy(consumed));
    }

    private static BigDecimal energy(@Nullable BigDecimal value) {
        if (value == null || DynamoDbNumber.faultOf(value) != null) {
            throw new IllegalStateException("Not a quantity of energy: " + value);
        }
        return value;
    }

    /// Of the one form that the file has, without the rules of a calendar beyond the day's.
    private static Instant leanInstant(String text) {
        var day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
        var time = (number(text, 11, 13) * 60 + number(text, 14, 16)) * 60 + number(text, 17, 19);
        if (text.length() != 20 || text.charAt(19) != 'Z') {
            throw new IllegalStateException("Not a timestamp: " + text);
        }
        return Instant.ofEpochSecond(day * 86_400 + time);
    }

    private static int number(String text, int from, int to) {
        var number = 0;
        for (var at = from; at < to; at++) {
            var digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                throw new IllegalStateException("Not a timestamp: " + text);
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
