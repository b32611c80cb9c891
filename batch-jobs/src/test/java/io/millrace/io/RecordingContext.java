package io.millrace.io;

import io.millrace.reject.RejectCode;

import java.util.ArrayList;
import java.util.List;

/// A write context that remembers what it was told, and by which threads.
public class RecordingContext implements WriteContext {

    /// A reject.
    public record Reject(Object value, RejectCode code, String reason) {}

    private final Thread owner = Thread.currentThread();
    private final List<Reject> rejects = new ArrayList<>();
    private int checks;

    @Override
    public void reject(Item<?> item, RejectCode code, String reason) {
        checkThread();
        rejects.add(new Reject(item.value(), code, reason));
    }

    @Override
    public void ensureHeld() {
        checkThread();
        checks++;
    }

    /// The rejects so far.
    public List<Reject> rejects() {
        return rejects;
    }

    /// How often the lease was asked for.
    public int checks() {
        return checks;
    }

    private void checkThread() {
        if (!Thread.currentThread().equals(owner)) {
            throw new IllegalStateException("a write context belongs to its step's thread");
        }
    }
}
