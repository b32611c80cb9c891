package io.millrace.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// How often each of several things happened.
final class Counts {

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(String what) {
        counts.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    void clear() {
        counts.clear();
    }

    /// Counts divided by a number of files.
    Map<String, Double> per(int files, String prefix) {
        var shares = new TreeMap<String, Double>();
        counts.forEach((what, count) -> shares.put(prefix + what, count.doubleValue() / files));
        return shares;
    }
}
