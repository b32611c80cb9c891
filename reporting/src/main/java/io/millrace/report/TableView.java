package io.millrace.report;

import java.util.List;
import java.util.stream.IntStream;

/// A table as the template needs it.
///
/// @param size how many rows, in words
/// @param csv the data link of the same rows
/// @param file what the downloaded file is called
record TableView(
        String caption, List<Cell> columns, List<Row> rows, boolean filled, String size, String csv, String file) {

    static TableView of(Report report, Section section, int at) {
        var table = section.table();
        var rows = table.rows().stream().map(row -> Row.of(table, row)).toList();
        return new TableView(
                table.caption(),
                table.columns().stream().map(column -> new Cell(column.name(), column.numeric())).toList(),
                rows,
                !rows.isEmpty(),
                rows.size() == 1 ? "1 row" : rows.size() + " rows",
                CsvLink.href(table),
                report.kind() + "-" + (at + 1) + ".csv");
    }

    record Row(Cell name, List<Cell> cells) {

        static Row of(Table table, List<String> row) {
            var cells =
                    IntStream.range(0, row.size())
                            .mapToObj(at -> new Cell(row.get(at), table.columns().get(at).numeric()))
                            .toList();
            return new Row(cells.getFirst(), cells.subList(1, cells.size()));
        }
    }

    record Cell(String text, boolean numeric) {}
}
