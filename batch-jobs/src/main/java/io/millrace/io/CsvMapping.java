package io.millrace.io;

import io.millrace.reject.RejectedRecordException;

import org.springframework.util.Assert;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The columns of a CSV file and what is made of its rows.
///
/// ```java
/// static final CsvMapping<Stay> STAYS = CsvMapping.of(
///         List.of("plate", "arrived", "paid"),
///         row -> new Stay(row.requiredText(0, 12), row.requiredDate(1), row.optionalDecimal(2, 8, 2)));
/// ```
///
/// The file's header may name the columns in any order, in upper or lower case, with white space around the names. It
/// must name every required column, no column twice, and none that is unknown here.
///
/// @param required columns that every file must have
/// @param optional columns that a file may have; without it every value of theirs is empty
/// @param mapper makes a value of a row; its columns are counted from 0, the required ones first
public record CsvMapping<T>(List<String> required, List<String> optional, RowMapper<T> mapper) {

    public CsvMapping {
        required = lowerCase(required);
        optional = lowerCase(optional);
        var columns = Stream.concat(required.stream(), optional.stream()).toList();
        Assert.notEmpty(columns, "A CSV file has at least one column");
        for (var column : columns) {
            Assert.isTrue(
                    !column.isBlank() && column.strip().equals(column) && column.indexOf(',') < 0,
                    () -> "A column cannot be named '%s'".formatted(column));
        }
        Assert.isTrue(
                columns.stream().distinct().count() == columns.size(),
                () -> "A column cannot be there twice: " + columns);
    }

    /// A mapping of which all columns are required.
    public static <T> CsvMapping<T> of(List<String> columns, RowMapper<T> mapper) {
        return new CsvMapping<>(columns, List.of(), mapper);
    }

    /// Makes a value of a row. Must be thread-safe.
    @FunctionalInterface
    public interface RowMapper<T> {

        /// The value of one row.
        ///
        /// @param row gives the values while this method runs, and no longer
        /// @throws RejectedRecordException if the row cannot be processed
        T map(CsvRow row) throws RejectedRecordException;
    }

    /// All columns, in the order in which [CsvRow] counts them.
    public List<String> columns() {
        return Stream.concat(required.stream(), optional.stream()).toList();
    }

    private static List<String> lowerCase(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }
}
