package io.millrace.commerce;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Writes one simulated file row by row, so that its size costs no memory, and counts what is in it.
final class FeedRows {

    private final CommerceFeedSettings settings;
    private final CommerceFile file;
    private final LocalDate businessDate;
    private final List<Dirt> kinds;
    private final SplittableRandom dirtiness;
    private final Map<Dirt, Long> dirty = new EnumMap<>(Dirt.class);
    private long rows;
    private long dirtyRows;
    private long late;
    private long undelivered;

    FeedRows(CommerceFeedSettings settings, CommerceFile file, LocalDate businessDate) {
        this.settings = settings;
        this.file = file;
        this.businessDate = businessDate;
        this.kinds = SimulatedRows.dirt(file);
        this.dirtiness = new SplittableRandom(settings.seed());
    }

    /// Writes all of it, and leaves the stream open.
    FeedCounts write(OutputStream out) throws IOException {
        var csv =
                CsvWriter.builder()
                        .lineDelimiter(LineDelimiter.CRLF)
                        .build(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        csv.writeRecord(file.columns());
        for (var number = 1L; number <= settings.orders(); number++) {
            var order = SimulatedOrder.of(settings, businessDate, number);
            var row = SimulatedRows.row(file, order);
            if (row != null) {
                write(csv, row);
                count(order);
                if (dirtiness.nextDouble() < settings.dirtyShare()) {
                    writeDirty(csv, row);
                }
            }
        }
        csv.flush();
        return new FeedCounts(rows, Map.copyOf(dirty), late, undelivered);
    }

    private void write(CsvWriter csv, List<String> row) {
        csv.writeRecord(row);
        rows++;
    }

    private void count(SimulatedOrder order) {
        if (file == CommerceFile.SHIPMENT_DELIVERIES) {
            switch (order.fate()) {
                case LATE -> late++;
                case UNDELIVERED -> undelivered++;
                case EARLY, SLOW, PENDING -> {}
            }
        }
    }

    /// The kinds in turn, so that a small file has all of them.
    private void writeDirty(CsvWriter csv, List<String> row) {
        var kind = kinds.get((int) (dirtyRows % kinds.size()));
        dirtyRows++;
        write(csv, SimulatedRows.dirty(file, row, kind, dirtyRows));
        dirty.merge(kind, 1L, Long::sum);
    }
}
