package io.millrace.io;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A column that rows are copied into.
///
/// @param type PostgreSQL's name of its type
record CopyColumn(String name, String type) {

    /// What a value may be given as, and the types of the columns that take it.
    enum Type {
        TEXT(Set.of("text", "varchar", "bpchar")),
        INT4(Set.of("int4", "serial")),
        INT8(Set.of("int8", "bigserial")),
        DATE(Set.of("date")),
        NUMERIC(Set.of("numeric"));

        private final Set<String> columns;

        Type(Set<String> columns) {
            this.columns = columns;
        }
    }

    /// Throws if it does not take such values. PostgreSQL would not always: a date and an integer are both four bytes.
    void require(Type given) {
        if (!given.columns.contains(type)) {
            throw new IllegalStateException(
                    "Column %s is %s, but the writer gives it %s".formatted(name, type, given.name()));
        }
    }

    /// The columns of a table.
    static List<CopyColumn> of(Connection connection, String table, List<String> names) throws SQLException {
        var sql = "SELECT %s FROM %s WHERE false".formatted(String.join(", ", names), table);
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var columns = new ArrayList<CopyColumn>();
            var types = rows.getMetaData();
            for (var i = 1; i <= names.size(); i++) {
                columns.add(new CopyColumn(types.getColumnName(i), types.getColumnTypeName(i)));
            }
            return columns;
        }
    }
}
