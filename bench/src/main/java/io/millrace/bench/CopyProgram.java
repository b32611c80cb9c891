package io.millrace.bench;

import org.postgresql.PGConnection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;

/// Streams a CSV file into the table of orders as it is, as `psql`'s `\copy` does. Arguments: the database's URL, its
/// user, and the file.
final class CopyProgram {

    private CopyProgram() {}

    static void main(String... arguments) throws Exception {
        try (var connection = DriverManager.getConnection(arguments[0], arguments[1], "");
                var file = Files.newInputStream(Path.of(arguments[2]))) {
            var sql = "COPY orders (%s) FROM STDIN (FORMAT csv, HEADER)".formatted(OrdersFile.HEADER);
            var watch = Stopwatch.start();
            var rows = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, file, 1 << 16);
            Report.print(watch.figures(), Map.of("read", rows));
        }
    }
}
