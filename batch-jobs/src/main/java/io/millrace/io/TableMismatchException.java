package io.millrace.io;

/// A table has another key than the records that are to go into it, so that it can take none of them. The message names
/// the table, its key, and the key that it should have.
public class TableMismatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TableMismatchException(String table, String key, String needed) {
        super("Table %s has the key %s, but its records have the key %s".formatted(table, key, needed));
    }
}
