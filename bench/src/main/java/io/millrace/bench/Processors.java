package io.millrace.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;

/// What this machine's processors have done until some moment, in the kernel's ticks.
///
/// @param busy ticks of all processors in which they did something
/// @param all of them
record Processors(long busy, long all) {

    private static final Path STAT = Path.of("/proc/stat");

    /// Only Linux tells; zero elsewhere.
    static Processors now() {
        if (Files.notExists(STAT)) {
            return new Processors(0, 0);
        }
        try (var lines = Files.lines(STAT)) {
            // user nice system idle iowait irq softirq steal
            var line = lines.findFirst().orElseThrow().replaceFirst("cpu +", "");
            var ticks = Arrays.stream(line.split(" ", -1)).limit(8).mapToLong(Long::parseLong).toArray();
            var all = LongStream.of(ticks).sum();
            return new Processors(all - ticks[3] - ticks[4], all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The share of their time, 0 to 1, in which they were busy since.
    double busySince() {
        var now = now();
        return now.all == all ? 0 : (double) (now.busy - busy) / (now.all - all);
    }
}
