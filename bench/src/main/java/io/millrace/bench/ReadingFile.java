package io.millrace.bench;

import io.millrace.energy.ReadingFiles;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file of readings on this machine.
///
/// @param path where it is
/// @param readings how many records there are
record ReadingFile(Path path, long readings) {

    static final long SEED = 1;

    /// Where the route expects files.
    private static final String FOLDER = "energy";

    /// How a file holds its readings.
    enum Form {
        NDJSON(".ndjson"),
        ARRAY(".json");

        private final String extension;

        Form(String extension) {
            this.extension = extension;
        }
    }

    /// A file of so many readings, each with a key of its own.
    static ReadingFile clean(Path directory, Form form, long readings) throws IOException {
        var path = path(directory, "clean-" + readings + form.extension);
        if (Files.notExists(path)) {
            try (var out = Files.newOutputStream(path)) {
                switch (form) {
                    case NDJSON -> ReadingFiles.writeNdjson(out, readings, SEED);
                    case ARRAY -> ReadingFiles.writeArray(out, readings, SEED);
                }
            }
        }
        return new ReadingFile(path, readings);
    }

    /// The same lines, but every `each`-th of them is bad in one way or another.
    static ReadingFile poisoned(Path directory, ReadingFile clean, int each) throws IOException {
        var path = path(directory, "poisoned-" + clean.readings + Form.NDJSON.extension);
        try (var in = Files.newBufferedReader(clean.path);
                var out = Files.newBufferedWriter(path)) {
            var number = 0;
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                out.write(number % each == 0 ? bad(line, number / each) : line);
                out.write('\n');
            }
        }
        return new ReadingFile(path, clean.readings);
    }

    private static String bad(String line, int number) {
        return switch (number % 4) {
            case 0 -> line.substring(0, line.length() / 2);
            case 1 -> line.replace("site_id", "site");
            case 2 -> line.replace("2026-", "2026-99-");
            default -> line.replaceFirst("kwh\":-?[0-9.]+", "kwh\":NaN");
        };
    }

    /// A file of at least so many bytes, the same readings over and over.
    static ReadingFile large(Path directory, Form form, long size) throws IOException {
        var some = 10_000;
        var line = form == Form.NDJSON ? "\n" : ",\n";
        var block = new String(ReadingFiles.ndjson(some, SEED), StandardCharsets.UTF_8).strip().replace("\n", line);
        var blocks = Math.ceilDiv(size, block.length());
        var path = path(directory, "large" + form.extension);
        try (var out = Files.newBufferedWriter(path)) {
            out.write(form == Form.NDJSON ? "" : "[\n");
            for (var written = 0L; written < blocks; written++) {
                out.write(written == 0 ? block : line + block);
            }
            out.write(form == Form.NDJSON ? "\n" : "\n]\n");
        }
        return new ReadingFile(path, blocks * some);
    }

    private static Path path(Path directory, String name) {
        return directory.resolve(FOLDER, name);
    }

    String key() {
        return FOLDER + "/" + path.getFileName();
    }

    long size() throws IOException {
        return Files.size(path);
    }
}
