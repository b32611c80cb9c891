package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import de.siegmar.fastcsv.writer.QuoteStrategy;

import io.millrace.reject.RejectedRecordException;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Whatever table somebody writes, it is read again, in any blocks and with a stop at any place.
@Timeout(120)
class CsvPropertiesTest {

    private static final int ROUNDS = 500;

    private static final String[] PIECES = {
        "a", "\"", ",", "\n", "\r\n", "\r", " ", "ß", "€", "😀", "\t", "12", "'", "\\", ";", "\uFEFF", "=1"
    };

    private static final QuoteStrategy[] QUOTES = {
        QuoteStrategies.REQUIRED, QuoteStrategies.ALWAYS, QuoteStrategies.NON_EMPTY, QuoteStrategies.EMPTY
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsWrittenIsReadAgain(long seed) {
        var random = new Random(seed);
        for (var round = 0; round < ROUNDS; round++) {
            var width = 2 + random.nextInt(4);
            var rows = rows(random, width);
            var order = new ArrayList<>(IntStream.range(0, width).boxed().toList());
            Collections.shuffle(order, random);
            var object = object(random, rows, order);

            assertThat(read(object, width, random)).as("seed %d, round %d", seed, round).isEqualTo(rows);
        }
    }

    private static List<List<String>> rows(Random random, int width) {
        var rows = new ArrayList<List<String>>();
        for (var i = random.nextInt(12); i > 0; i--) {
            var row = new ArrayList<String>();
            for (var column = 0; column < width; column++) {
                var text = new StringBuilder();
                for (var pieces = random.nextInt(5); pieces > 0; pieces--) {
                    text.append(PIECES[random.nextInt(PIECES.length)]);
                }
                row.add(text.toString());
            }
            rows.add(row);
        }
        return rows;
    }

    private static StoredObject object(Random random, List<List<String>> rows, List<Integer> order) {
        var text = new StringWriter();
        var builder =
                CsvWriter.builder()
                        .quoteStrategy(QUOTES[random.nextInt(QUOTES.length)])
                        .lineDelimiter(random.nextBoolean() ? LineDelimiter.LF : LineDelimiter.CRLF);
        try (var writer = builder.build(text)) {
            writer.writeRecord(order.stream().map(column -> "C" + column).toList());
            rows.forEach(row -> writer.writeRecord(order.stream().map(row::get).toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var object = StoredObject.of("a.csv", text.toString());
        return random.nextBoolean() ? object : object.gzipped();
    }

    private static List<List<String>> read(StoredObject object, int width, Random random) {
        CsvMapping<List<String>> mapping =
                CsvMapping.of(
                        IntStream.range(0, width).mapToObj(column -> "c" + column).toList(),
                        row -> {
                            var values = new ArrayList<String>();
                            for (var column = 0; column < width; column++) {
                                var value = row.optionalText(column, 100);
                                values.add(value == null ? "" : value);
                            }
                            return values;
                        });
        var rows = new ArrayList<List<String>>();
        var position = Position.START;
        while (true) {
            var settings = StoredObject.settings(1 + random.nextInt(60), 10_000);
            try (var reader = object.csvReader(mapping, settings)) {
                reader.open(position);
                for (var count = random.nextInt(5); count >= 0; count--) {
                    var item = reader.read();
                    if (item == null) {
                        return rows;
                    }
                    rows.add(item.value());
                }
                position = reader.position();
            } catch (RejectedRecordException e) {
                throw new AssertionError(e.getMessage(), e);
            }
        }
    }
}
