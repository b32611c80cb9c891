package io.millrace.bench;

import com.sun.management.OperatingSystemMXBean;

import java.lang.management.ManagementFactory;
import java.util.Map;

/// Measures one thing that this thread does, in time that passes and in time on a processor.
final class Stopwatch {

    private final long thread = threadTime();
    private final long process = processTime();
    private final long start = System.nanoTime();

    private Stopwatch() {}

    static Stopwatch start() {
        return new Stopwatch();
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /// Figures for a report: `seconds`; `threadSeconds` on a processor, of this thread; `processSeconds`, of all
    /// threads, the compiler's and the collector's among them.
    Map<String, Double> figures() {
        return Map.of(
                "seconds", seconds(),
                "threadSeconds", (threadTime() - thread) / 1e9,
                "processSeconds", (processTime() - process) / 1e9);
    }

    private static long threadTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long processTime() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
