package io.millrace.io;

import io.millrace.io.JdbcChunk.Refusal;

import org.postgresql.PGConnection;
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
/// as `REFUSED_BY_STORE`, its neighbours are stored. Each refused row costs to send a few hundred rows again, and no
/// more when all are refused. A row whose key is there already is refused.
///
/// It is at its best in chunks of about 20,000 records; a step takes them with `StepParts.inChunksOf`.
public final class CopyRecordWriter<T> implements RecordWriter<T> {

    private final ChunkConnection connection;
    private volatile boolean careful;
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
    public void write(List<Item<T>> items, WriteContext context) {
        var sql = "COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(table, String.join(", ", columns));
        ConnectionCallback<List<Refusal>> write =
                connection -> {
                    var copies = connection.unwrap(PGConnection.class).getCopyAPI();
                    var types = CopyColumn.of(connection, table, columns);
                    return JdbcChunk.write(items, new BinaryCopy<>(copies, sql, encoder, types), connection, careful);
                };
        var refusals = connection.work(write);
        careful = !refusals.isEmpty();
        refusals.forEach(refusal -> refusal.rejectIn(context));
    }
}
