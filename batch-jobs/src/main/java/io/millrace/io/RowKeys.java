package io.millrace.io;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Tells rows for a table whose keys others had before, by the table's unique indexes. It is a Bloom filter, so that
/// once in many thousand rows it takes a new key for an old one.
final class RowKeys {

    /// The columns of a unique index of which all rows are part.
    private static final String INDEXES =
            """
            SELECT array_agg(a.attname::text) FROM pg_index i JOIN pg_attribute a
              ON a.attrelid = i.indrelid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
            WHERE i.indrelid = ?::regclass AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
            GROUP BY i.indexrelid\
            """;

    /// Three bits out of two million for each key.
    private static final int HASH_BITS = 21;

    /// For each index the places of its columns among those that rows have.
    private final List<int[]> indexes;

    private final List<BitSet> seen = new ArrayList<>();

    private RowKeys(List<int[]> indexes) {
        this.indexes = indexes;
        indexes.forEach(index -> seen.add(new BitSet()));
    }

    /// The keys of rows with these columns. Indexes with other columns are no matter of them.
    static RowKeys of(Connection connection, String table, List<CopyColumn> columns) throws SQLException {
        var names = columns.stream().map(CopyColumn::name).toList();
        try (var query = connection.prepareStatement(INDEXES)) {
            query.setString(1, table);
            var indexes = new ArrayList<int[]>();
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    var index = (String[]) rows.getArray(1).getArray();
                    if (names.containsAll(List.of(index))) {
                        indexes.add(Arrays.stream(index).mapToInt(names::indexOf).toArray());
                    }
                }
            }
            return new RowKeys(indexes);
        }
    }

    void clear() {
        seen.forEach(BitSet::clear);
    }

    /// Whether no row before had one of this row's keys.
    boolean isNew(CopyRow row) {
        var isNew = true;
        for (var i = 0; i < indexes.size(); i++) {
            var index = indexes.get(i);
            // Null is not equal to null.
            isNew &= row.hasNull(index) || add(seen.get(i), row.hash(index));
        }
        return isNew;
    }

    /// Whether one of the hash's bits was not set before.
    private static boolean add(BitSet bits, long hash) {
        var isNew = false;
        for (var shift = 0; shift < Long.SIZE - HASH_BITS; shift += HASH_BITS) {
            var bit = (int) (hash >>> shift) & ((1 << HASH_BITS) - 1);
            isNew |= !bits.get(bit);
            bits.set(bit);
        }
        return isNew;
    }
}
