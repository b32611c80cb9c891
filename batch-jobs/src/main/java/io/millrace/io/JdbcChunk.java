package io.millrace.io;

import io.millrace.io.RowSender.Answer.Objection;
import io.millrace.io.RowSender.Answer.Taken;
import io.millrace.reject.RejectCode;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Writes one chunk behind savepoints, with as little care as it takes: see [Care].
final class JdbcChunk<T> {

    /// Records in a part of a chunk that was refused. Fewer cost more round trips; more, or even halves of the chunk,
    /// have more records sent again for each one that is refused.
    private static final int PART = 400;

    private static final String BEGIN = "SET CONSTRAINTS ALL IMMEDIATE; SAVEPOINT millrace_part";
    private static final String ADVANCE = "RELEASE SAVEPOINT millrace_part; SAVEPOINT millrace_part";
    private static final String BACK = "ROLLBACK TO SAVEPOINT millrace_part";
    private static final String END = "RELEASE SAVEPOINT millrace_part";

    /// Data exception, integrity constraint violation, violation of a view's WITH CHECK OPTION.
    private static final Set<String> REFUSALS = Set.of("22", "23", "44");

    /// Two rows for one place where there may be one; a value that fits into no index or row.
    private static final Set<String> REFUSALS_BESIDE = Set.of("21000", "54000");

    /// What comes of a writer that does not fit its table: values of other types, or too few.
    private static final Set<String> NO_REFUSALS = Set.of("22P03", "22P04");

    /// Of a COPY of which nobody else knows the lines.
    private static final Pattern COPY_LINE = Pattern.compile("; Where: COPY [^;]*?, line \\d+");

    private static final Pattern LINE_BREAK = Pattern.compile("\\s*\\R\\s*");

    private final RowSender<T> sender;
    private final Statement savepoints;

    /// Reasons by record, each of them itself: others may be equal.
    private final IdentityHashMap<Item<T>, String> refused = new IdentityHashMap<>();

    private boolean storedBehindSavepoint;

    private int taken;

    private JdbcChunk(RowSender<T> sender, Statement savepoints) {
        this.sender = sender;
        this.savepoints = savepoints;
    }

    /// How much is done so that what is refused costs little. Bad records seldom come alone, so a chunk begins with the
    /// care that the one before ended with.
    enum Care {
        /// All records go at once.
        NONE,

        /// The same, but for those with the key of another one, which go one by one afterwards.
        REPEATED_KEYS_APART,

        /// Records go in parts. A part that is refused goes again without the record that PostgreSQL names, or in
        /// halves until those that are refused stand alone.
        PARTS
    }

    /// What became of a chunk.
    ///
    /// @param taken how many records PostgreSQL says it has stored
    /// @param refusals in the order of the file
    /// @param care for the next chunk
    record Written(int taken, List<Refusal> refusals, Care care) {

        /// Rejects what was refused, and returns how many records were taken.
        int reportTo(WriteContext context) {
            refusals.forEach(refusal -> refusal.rejectIn(context));
            return taken;
        }
    }

    /// A record that PostgreSQL does not take, and what it says of it.
    record Refusal(Item<?> item, String reason) {

        void rejectIn(WriteContext context) {
            context.reject(item, RejectCode.REFUSED_BY_STORE, reason);
        }
    }

    /// Stores what it can.
    static <T> Written write(List<Item<T>> items, RowSender<T> sender, Connection connection, Care care)
            throws SQLException {
        try (var savepoints = connection.createStatement()) {
            savepoints.execute(BEGIN);
            var chunk = new JdbcChunk<>(sender, savepoints);
            var needed = chunk.store(items, care);
            savepoints.execute(END);
            var refusals = chunk.refusals(items);
            return new Written(chunk.taken, refusals, refusals.isEmpty() ? Care.NONE : needed);
        }
    }

    /// Returns the care that it took.
    private Care store(List<Item<T>> items, Care care) throws SQLException {
        if (items.size() <= PART) {
            store(items);
            return Care.NONE;
        }
        if (care == Care.NONE && objection(items) == null) {
            return Care.NONE;
        }
        var apart = sender.holdBackRepeated() && care != Care.PARTS && objection(items) == null;
        if (!apart) {
            storeInParts(items, PART);
        }
        storeInParts(sender.heldBack(), 1);
        return apart ? Care.REPEATED_KEYS_APART : Care.PARTS;
    }

    /// PostgreSQL may notice a later record before an earlier one.
    private List<Refusal> refusals(List<Item<T>> items) {
        var refusals = new ArrayList<Refusal>(refused.size());
        for (var item : refused.isEmpty() ? List.<Item<T>>of() : items) {
            var reason = refused.get(item);
            if (reason != null) {
                refusals.add(new Refusal(item, reason));
            }
        }
        return refusals;
    }

    private void store(List<Item<T>> items) throws SQLException {
        var objection = objection(items);
        if (objection == null) {
            return;
        }
        var place = items.size() == 1 ? 0 : objection.place();
        if (place < 0) {
            storeInParts(items, (items.size() + 1) / 2);
        } else {
            refused.put(items.get(place), reason(objection.said()));
            var others = new ArrayList<>(items);
            others.remove(place);
            storeInParts(others, PART);
        }
    }

    private void storeInParts(List<Item<T>> items, int size) throws SQLException {
        for (var from = 0; from < items.size(); from += size) {
            store(items.subList(from, Math.min(from + size, items.size())));
        }
    }

    /// Null if the records are stored; if not, everything is as it was before.
    private @Nullable Objection objection(List<Item<T>> items) throws SQLException {
        if (storedBehindSavepoint) {
            savepoints.execute(ADVANCE);
            storedBehindSavepoint = false;
        }
        return switch (sender.send(items)) {
            case Taken(var records) -> {
                storedBehindSavepoint = true;
                taken += records;
                yield null;
            }
            case Objection objection -> {
                if (!isRefusal(objection.said().getSQLState())) {
                    throw objection.said();
                }
                savepoints.execute(BACK);
                yield objection;
            }
        };
    }

    private static boolean isRefusal(@Nullable String state) {
        return state != null
                && (REFUSALS.contains(state.substring(0, 2)) || REFUSALS_BESIDE.contains(state))
                && !NO_REFUSALS.contains(state);
    }

    private static String reason(SQLException e) {
        var said = LINE_BREAK.matcher(String.valueOf(e.getMessage())).replaceAll("; ");
        return "%s (SQLSTATE %s)".formatted(COPY_LINE.matcher(said).replaceAll(""), e.getSQLState());
    }
}
