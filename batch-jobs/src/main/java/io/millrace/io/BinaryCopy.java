package io.millrace.io;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLException;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// Sends rows by COPY, in its binary format, which PostgreSQL need not parse. While it stores some rows, the next ones
/// are encoded. Rows that will be refused because of their key can be held back: each of them would have all rows of
/// its COPY sent again.
final class BinaryCopy<T> implements RowSender<T> {

    /// How much is sent at once.
    private static final int PIECE = 64 * 1024;

    /// Where PostgreSQL says which row it means. In another language it is not understood, and not needed.
    private static final Pattern LINE = Pattern.compile("^COPY .*, line (\\d{1,9})", Pattern.MULTILINE);

    /// Found only when a number of rows is stored, at a line behind the row that is meant.
    private static final String TOO_LARGE = "54000";

    private final Connection connection;
    private final String table;
    private final List<CopyColumn> columns;
    private final String sql;
    private final BiConsumer<CopyRow, T> encoder;
    private final CopyRow row;
    private @Nullable RowKeys keys;
    private final List<Item<T>> heldBack = new ArrayList<>();

    BinaryCopy(Connection connection, String table, List<String> columns, BiConsumer<CopyRow, T> encoder)
            throws SQLException {
        requireNoView(connection, table);
        this.connection = connection;
        this.table = table;
        this.columns = CopyColumn.of(connection, table, columns);
        this.sql = "COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(table, String.join(", ", columns));
        this.encoder = encoder;
        this.row = new CopyRow(this.columns);
    }

    /// COPY into a view counts also the rows that the view's trigger did not store.
    private static void requireNoView(Connection connection, String table) throws SQLException {
        try (var query =
                connection.prepareStatement("SELECT FROM pg_class WHERE oid = ?::regclass AND relkind = 'v'")) {
            query.setString(1, table);
            try (var rows = query.executeQuery()) {
                if (rows.next()) {
                    throw new IllegalStateException(
                            "%s is a view, and COPY does not say how many rows a view's trigger has stored; copy into its table, or write with a JdbcRecordWriter"
                                    .formatted(table));
                }
            }
        }
    }

    @Override
    public Answer send(List<Item<T>> items) throws SQLException {
        var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        var repeated = new BitSet();
        try {
            var stored = send(items, copy, repeated);
            repeated.stream().mapToObj(items::get).forEach(heldBack::add);
            return new Answer.Taken(Math.toIntExact(stored));
        } catch (PSQLException e) {
            return new Answer.Objection(e, place(line(e), items.size(), repeated));
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /// Returns how many rows PostgreSQL says it has stored.
    private long send(List<Item<T>> items, CopyIn copy, BitSet repeated) throws SQLException {
        if (keys != null) {
            keys.clear();
        }
        row.header();
        for (var i = 0; i < items.size(); i++) {
            row.beginRow();
            encoder.accept(row, items.get(i).value());
            row.endRow();
            if (keys != null && !keys.isNew(row)) {
                repeated.set(i);
                row.removeRow();
            }
            if (row.length() >= PIECE) {
                copy.writeToCopy(row.bytes(), 0, row.length());
                row.clear();
            }
        }
        row.trailer();
        copy.writeToCopy(row.bytes(), 0, row.length());
        return copy.endCopy();
    }

    @Override
    public boolean holdBackRepeated() throws SQLException {
        keys = RowKeys.of(connection, table, columns);
        return true;
    }

    @Override
    public List<Item<T>> heldBack() {
        var held = List.copyOf(heldBack);
        heldBack.clear();
        keys = null;
        return held;
    }

    /// The row that PostgreSQL means, from 0 on; -1 if it does not say.
    private static int line(PSQLException e) {
        var said = e.getServerErrorMessage();
        var where = said == null ? null : said.getWhere();
        if (where == null || TOO_LARGE.equals(e.getSQLState())) {
            return -1;
        }
        var line = LINE.matcher(where);
        return line.find() ? Integer.parseInt(line.group(1)) - 1 : -1;
    }

    /// The place of that row among all, of which some were not sent; -1 if there is none.
    private static int place(int line, int size, BitSet notSent) {
        if (line < 0) {
            return -1;
        }
        var place = notSent.nextClearBit(0);
        for (var i = 0; i < line && place < size; i++) {
            place = notSent.nextClearBit(place + 1);
        }
        return place < size ? place : -1;
    }
}
