package io.millrace.commerce;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;

import io.millrace.export.SafeCell;

import org.jspecify.annotations.Nullable;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;

/// A row of a table as a CSV file of its own.
final class AnalyticsCsv {

    private AnalyticsCsv() {}

    /// Header and row, whatever the columns are.
    static String of(ResultSet row) throws SQLException {
        var columns = row.getMetaData();
        var names = new ArrayList<String>();
        var cells = new ArrayList<String>();
        for (var column = 1; column <= columns.getColumnCount(); column++) {
            names.add(columns.getColumnName(column));
            cells.add(cell(row.getObject(column)));
        }
        var text = new StringWriter();
        var csv = CsvWriter.builder().bufferSize(0).lineDelimiter(LineDelimiter.CRLF).build(text);
        csv.writeRecord(names);
        csv.writeRecord(cells);
        return text.toString();
    }

    /// Only text is made harmless: a number stays a number, also a negative one.
    private static String cell(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case String text -> SafeCell.of(text);
            case BigDecimal number -> number.toPlainString();
            default -> value.toString();
        };
    }
}
