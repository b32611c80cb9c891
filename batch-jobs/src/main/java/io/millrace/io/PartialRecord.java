package io.millrace.io;

import java.util.Arrays;

/// The part of a record that stood in earlier blocks. What goes beyond a capacity is counted, not kept.
final class PartialRecord {

    private final int capacity;
    private byte[] bytes = new byte[256];
    private int kept;
    private long length;

    PartialRecord(int capacity) {
        this.capacity = capacity;
    }

    void clear() {
        kept = 0;
        length = 0;
    }

    void add(byte[] from, int at, int to) {
        var keep = Math.min(to - at, capacity - kept);
        if (keep > bytes.length - kept) {
            bytes = Arrays.copyOf(bytes, Math.min(capacity, Math.max(kept + keep, 2 * bytes.length)));
        }
        System.arraycopy(from, at, bytes, kept, keep);
        kept += keep;
        length += to - at;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /// Its length so far, whether kept or not.
    long length() {
        return length;
    }

    /// What is kept; valid up to [#kept].
    byte[] bytes() {
        return bytes;
    }

    int kept() {
        return kept;
    }
}
