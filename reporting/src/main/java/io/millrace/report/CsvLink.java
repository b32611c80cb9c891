package io.millrace.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.writer.CsvWriter;

import io.millrace.export.SafeCell;

import java.io.StringWriter;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/// A table as a CSV file that is carried by the page itself.
final class CsvLink {

    private CsvLink() {}

    static String href(Table table) {
        var csv = csv(table).getBytes(UTF_8);
        return "data:text/csv;charset=utf-8;base64," + Base64.getEncoder().encodeToString(csv);
    }

    static String csv(Table table) {
        var text = new StringWriter();
        try (var writer = CsvWriter.builder().build(text)) {
            writer.writeRecord(table.columns().stream().map(column -> SafeCell.of(column.name())).toList());
            table.rows().forEach(row -> writer.writeRecord(cells(table, row)));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return text.toString();
    }

    private static List<String> cells(Table table, List<String> row) {
        return IntStream.range(0, row.size()).mapToObj(at -> cell(table, at, row.get(at))).toList();
    }

    /// Programs read numbers without marks between the thousands, and a negative one is no formula.
    private static String cell(Table table, int column, String cell) {
        var number = table.columns().get(column).numeric() && cell.matches("-?[0-9][0-9,]*(\\.[0-9]+)?");
        return number ? cell.replace(",", "") : SafeCell.of(cell);
    }
}
