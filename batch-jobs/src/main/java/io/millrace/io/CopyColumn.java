package io.millrace.io;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A column that rows are copied into.
///
/// @param type PostgreSQL's name of its type
/// @param takes what its values are given as; null if there is no way
record CopyColumn(String name, String type, @Nullable Type takes) {

    CopyColumn(String name, String type) {
        this(name, type, Type.of(type));
    }

    /// What a value may be given as.
    enum Type {
        TEXT,
        INT4,
        INT8,
        DATE,
        NUMERIC;

        private static @Nullable Type of(String column) {
            return switch (column) {
                case "text", "varchar", "bpchar" -> TEXT;
                case "int4", "serial" -> INT4;
                case "int8", "bigserial" -> INT8;
                case "date" -> DATE;
                case "numeric" -> NUMERIC;
                default -> null;
            };
        }
    }

    /// Throws if it does not take such values. PostgreSQL would not always: a date and an integer are both four bytes.
    void require(Type given) {
        if (takes != given) {
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
