package io.millrace.io;

import io.millrace.io.JdbcChunk.Care;
import io.millrace.io.JdbcChunk.Written;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

import java.util.List;
import java.util.function.BiConsumer;

/// Adds records to a PostgreSQL table by COPY, in the chunk's transaction: many times faster than a statement for each
/// record, but only for new rows. Rows, rejects and checkpoint commit together, so that every record is stored exactly
/// once.
///
/// ```java
/// new CopyRecordWriter<Stay>(jdbc, "parking.stay", List.of("plate", "arrived", "paid"), (row, stay) ->
///         row.text(stay.plate()).date(stay.arrived()).numeric(stay.paid()));
/// ```
///
/// What PostgreSQL refuses, and what fails the chunk, is as with [JdbcRecordWriter]: a row that it refuses is rejected
/// as `REFUSED_BY_STORE`, its neighbours are stored. A row whose key is there already is refused. Where the key is that
/// of a row of the same chunk, the rows with repeated keys go by themselves; any other refused row costs to send a few
/// hundred rows again, and no more when all are refused.
///
/// The rows that PostgreSQL says it has stored count as taken, so a row that a trigger swallows does not. The writer
/// refuses to copy into a view, because PostgreSQL would count such rows as well.
///
/// It is at its best in chunks of about 20,000 records; a step takes them with `StepParts.inChunksOf`.
public final class CopyRecordWriter<T> implements RecordWriter<T> {

    private final ChunkConnection connection;
    private volatile Care care = Care.NONE;
    private final String table;
    private final List<String> columns;
    private final BiConsumer<CopyRow, T> encoder;

    /// A writer to one table.
    ///
    /// @param jdbc on the data source of the engine, because its transaction is the chunk's
    /// @param table as it stands in SQL, `staging.stay`
    /// @param columns those that get values, as they stand in SQL; the others get their defaults
    /// @param encoder gives a record's value for each column, in this order; called again for rows that are sent again
    public CopyRecordWriter(JdbcTemplate jdbc, String table, List<String> columns, BiConsumer<CopyRow, T> encoder) {
        this.connection = new ChunkConnection(jdbc);
        this.table = table;
        this.columns = List.copyOf(columns);
        this.encoder = encoder;
    }

    @Override
    public int write(List<Item<T>> items, WriteContext context) {
        ConnectionCallback<Written> write =
                connection ->
                        JdbcChunk.write(items, new BinaryCopy<>(connection, table, columns, encoder), connection, care);
        var written = connection.work(write);
        care = written.care();
        return written.reportTo(context);
    }
}
