package io.millrace.io;

import org.jspecify.annotations.Nullable;

import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Writes one chunk. All records go in one batch behind a savepoint; if PostgreSQL refuses it, it goes again in smaller
/// parts until the records that are refused stand alone.
final class JdbcChunk<T> {

    /// Records in a part of a chunk that was refused. Fewer cost more round trips; more, or even halves of the chunk,
    /// have more records sent again for each one that is refused.
    private static final int PART = 256;

    private static final String BEGIN = "SET CONSTRAINTS ALL IMMEDIATE; SAVEPOINT millrace_part";
    private static final String ADVANCE = "RELEASE SAVEPOINT millrace_part; SAVEPOINT millrace_part";
    private static final String BACK = "ROLLBACK TO SAVEPOINT millrace_part";
    private static final String END = "RELEASE SAVEPOINT millrace_part";

    private static final Pattern LINE_BREAK = Pattern.compile("\\s*\\R\\s*");

    private final JdbcStatement<T> statement;
    private final PreparedStatement prepared;
    private final Statement savepoints;
    private final List<Refusal> refusals = new ArrayList<>();
    private boolean storedBehindSavepoint;

    JdbcChunk(JdbcStatement<T> statement, PreparedStatement prepared, Statement savepoints) {
        this.statement = statement;
        this.prepared = prepared;
        this.savepoints = savepoints;
    }

    /// A record that PostgreSQL does not take, and what it says of it.
    record Refusal(Item<?> item, String reason) {}

    /// Stores what it can.
    ///
    /// @return what was refused, in the order of the file
    List<Refusal> write(List<Item<T>> items) throws SQLException {
        savepoints.execute(BEGIN);
        store(items);
        savepoints.execute(END);
        return refusals;
    }

    private void store(List<Item<T>> items) throws SQLException {
        var refusal = refusal(items);
        if (refusal == null) {
            return;
        }
        if (items.size() == 1) {
            refusals.add(new Refusal(items.getFirst(), reason(refusal)));
            return;
        }
        var size = items.size() > PART ? PART : (items.size() + 1) / 2;
        for (var from = 0; from < items.size(); from += size) {
            store(items.subList(from, Math.min(from + size, items.size())));
        }
    }

    /// Null if the records are stored; if not, everything is as it was before.
    private @Nullable SQLException refusal(List<Item<T>> items) throws SQLException {
        if (storedBehindSavepoint) {
            savepoints.execute(ADVANCE);
            storedBehindSavepoint = false;
        }
        try {
            statement.execute(items, prepared);
            storedBehindSavepoint = true;
            return null;
        } catch (BatchUpdateException e) {
            var said = said(e);
            if (!isRefusal(said)) {
                throw said;
            }
            savepoints.execute(BACK);
            return said;
        }
    }

    /// Beside the two classes: 21000, two rows for one place where there may be one; 54000, a value that fits into no
    /// index or row.
    private static boolean isRefusal(SQLException e) {
        var state = e.getSQLState();
        return state != null
                && (state.startsWith("22") || state.startsWith("23") || state.equals("21000") || state.equals("54000"));
    }

    /// What PostgreSQL said, without what the driver says around it about batches.
    private static SQLException said(BatchUpdateException e) {
        return e.getCause() instanceof SQLException cause ? cause : e;
    }

    private static String reason(SQLException e) {
        return "%s (SQLSTATE %s)"
                .formatted(LINE_BREAK.matcher(String.valueOf(e.getMessage())).replaceAll("; "), e.getSQLState());
    }
}
