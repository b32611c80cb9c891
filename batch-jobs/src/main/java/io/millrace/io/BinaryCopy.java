package io.millrace.io;

import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.PSQLException;

import java.sql.SQLException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// Sends rows by COPY, in its binary format, which PostgreSQL need not parse. While it stores some rows, the next ones
/// are encoded.
final class BinaryCopy<T> implements RowSender<T> {

    /// How much is sent at once.
    private static final int PIECE = 64 * 1024;

    /// Where PostgreSQL says which row it means. In another language it is not understood, and not needed.
    private static final Pattern LINE = Pattern.compile("^COPY .*, line (\\d{1,9})", Pattern.MULTILINE);

    /// Found only when a number of rows is stored, at a line behind the row that is meant.
    private static final String TOO_LARGE = "54000";

    private final CopyManager copies;
    private final String sql;
    private final BiConsumer<CopyRow, T> encoder;
    private final CopyRow row;

    BinaryCopy(CopyManager copies, String sql, BiConsumer<CopyRow, T> encoder, List<CopyColumn> columns) {
        this.copies = copies;
        this.sql = sql;
        this.encoder = encoder;
        this.row = new CopyRow(columns);
    }

    @Override
    public @Nullable Objection send(List<Item<T>> items) throws SQLException {
        var copy = copies.copyIn(sql);
        try {
            send(items, copy);
            return null;
        } catch (PSQLException e) {
            return new Objection(e, place(e, items.size()));
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private void send(List<Item<T>> items, CopyIn copy) throws SQLException {
        row.header();
        for (var item : items) {
            row.beginRow();
            encoder.accept(row, item.value());
            row.endRow();
            if (row.length() >= PIECE) {
                copy.writeToCopy(row.bytes(), 0, row.length());
                row.clear();
            }
        }
        row.trailer();
        copy.writeToCopy(row.bytes(), 0, row.length());
        copy.endCopy();
    }

    private static int place(PSQLException e, int size) {
        var said = e.getServerErrorMessage();
        var where = said == null ? null : said.getWhere();
        if (where == null || TOO_LARGE.equals(e.getSQLState())) {
            return -1;
        }
        var line = LINE.matcher(where);
        var place = line.find() ? Integer.parseInt(line.group(1)) - 1 : -1;
        return place < size ? place : -1;
    }
}
