package io.millrace.energy;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Files of any size whose content is known: the `i`-th reading follows from the seed, and every reading of a file has
/// a key of its own.
public final class ReadingFiles {

    /// Sites in a file that is large enough.
    public static final int SITES = 100;

    private static final List<String> NAMES = IntStream.range(0, SITES).mapToObj("site-%03d"::formatted).toList();
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private ReadingFiles() {}

    /// The `i`-th reading, from 0. About one in five is an anomaly.
    public static Reading reading(long i, long seed) {
        var random = new SplittableRandom(seed * 1_000_003 + i);
        var generated = random.nextInt(5) == 0 ? -random.nextInt(1, 100_000) : random.nextInt(100_000);
        return new Reading(
                NAMES.get((int) (i % SITES)),
                START.plusSeconds(i / SITES),
                BigDecimal.valueOf(generated, 3),
                BigDecimal.valueOf(random.nextInt(100_000), 3));
    }

    /// A file of newline-delimited JSON.
    public static byte[] ndjson(int readings, long seed) {
        var file = new ByteArrayOutputStream();
        writeNdjson(file, readings, seed);
        return file.toByteArray();
    }

    /// A file of a JSON array.
    public static byte[] array(int readings, long seed) {
        var file = new ByteArrayOutputStream();
        writeArray(file, readings, seed);
        return file.toByteArray();
    }

    /// Writes newline-delimited JSON; memory does not grow with it.
    public static void writeNdjson(OutputStream file, long readings, long seed) {
        write(file, readings, seed, "", "\n", "\n");
    }

    /// Writes a JSON array; memory does not grow with it.
    public static void writeArray(OutputStream file, long readings, long seed) {
        write(file, readings, seed, "[\n", ",\n", "\n]\n");
    }

    private static void write(OutputStream file, long readings, long seed, String start, String between, String end) {
        try {
            var out = new BufferedOutputStream(file, 1 << 16);
            out.write(start.getBytes(StandardCharsets.UTF_8));
            for (var i = 0L; i < readings; i++) {
                var line = FeedFiles.json(reading(i, seed)) + (i < readings - 1 ? between : "");
                out.write(line.getBytes(StandardCharsets.UTF_8));
            }
            out.write(end.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
