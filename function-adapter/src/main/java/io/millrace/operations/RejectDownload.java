package io.millrace.operations;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;

import io.millrace.arrival.RunId;
import io.millrace.export.SafeCell;
import io.millrace.reject.Rejects;

import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes all rejects of a run as one file, without holding them.
@Component
class RejectDownload {

    private static final int BUFFER = 32 * 1024;
    private static final List<String> HEADER =
            List.of(
                    "id",
                    "step",
                    "record",
                    "offset",
                    "code",
                    "reason",
                    "raw",
                    "rawLength",
                    "truncated",
                    "createdAt",
                    "redrive");

    private final Rejects rejects;
    private final JsonMapper json;

    RejectDownload(Rejects rejects, OperationsSettings settings) {
        this.rejects = rejects;
        this.json = WebConfiguration.json(settings.maxBody().toBytes()).build();
    }

    /// A reject a line, each as it stands in the list.
    void writeLines(RunId run, OutputStream out) throws IOException {
        var lines = text(out);
        rejects.forEach(run, reject -> writeLine(lines, json.writeValueAsString(RejectView.of(reject))));
        lines.flush();
    }

    private static void writeLine(Writer out, String line) {
        try {
            out.write(line);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// RFC 4180, with a header.
    void writeCsv(RunId run, OutputStream out) throws IOException {
        var csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(text(out));
        csv.writeRecord(HEADER);
        rejects.forEach(run, reject -> writeRow(csv, RejectView.of(reject)));
        csv.flush();
    }

    /// Nobody closes it: that would end an answer in which something failed like one that is complete.
    private static Writer text(OutputStream out) {
        return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), BUFFER);
    }

    private static void writeRow(CsvWriter csv, RejectView reject) {
        csv.writeRecord(
                reject.id(),
                SafeCell.of(reject.step()),
                Long.toString(reject.record()),
                Long.toString(reject.offset()),
                SafeCell.of(reject.code()),
                SafeCell.of(reject.reason()),
                SafeCell.of(reject.raw()),
                Long.toString(reject.rawLength()),
                Boolean.toString(reject.truncated()),
                reject.createdAt() == null ? "" : reject.createdAt().toString(),
                reject.redrive() == null ? "" : reject.redrive());
    }
}
