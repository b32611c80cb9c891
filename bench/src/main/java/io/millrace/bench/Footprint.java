package io.millrace.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The memory that this process has taken so far.
final class Footprint {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double MIB = 1 << 20;

    private Footprint() {}

    /// Figures for a report. It ends with a full collection, so that what is left is alive.
    static Map<String, Double> figures() {
        var collecting =
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum();
        System.gc();
        return Map.of(
                "gcSeconds", collecting / 1e3,
                "liveHeapMiB", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB,
                "peakResidentMiB", peakResident());
    }

    /// Only Linux tells; zero elsewhere.
    private static double peakResident() {
        if (Files.notExists(STATUS)) {
            return 0;
        }
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
