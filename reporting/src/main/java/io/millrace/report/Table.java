package io.millrace.report;

import java.util.List;

/// Rows of text, ready to be read; a page also offers them as CSV.
///
/// @param caption what the rows are
/// @param columns their headings; the first column names the row
/// @param rows as many cells each as there are columns
record Table(String caption, List<Column> columns, List<List<String>> rows) {

    Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        for (var row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "Table \"%s\" has %d columns and a row of %d".formatted(caption, columns.size(), row.size()));
            }
        }
    }

    /// @param numeric whether its cells are numbers, which stand to the right
    record Column(String name, boolean numeric) {

        static Column text(String name) {
            return new Column(name, false);
        }

        static Column number(String name) {
            return new Column(name, true);
        }
    }
}
