package io.millrace.io;

import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;

/// Has another reader read and make the next records in a thread of its own, while the caller is busy with the ones
/// before. Everything comes out in order and at its place: records, rejected records, and the fault that ends them.
/// Where it is, is always behind the last record that it has handed out.
///
/// Not more is held than a number of records and 16 MiB of their text, beside what is just being read. The other reader
/// belongs to this one; [#close] ends its thread, wherever it is, and closes it.
public final class ReadAheadReader<T> implements RecordReader<T> {

    private static final int MAX_BYTES = 16 << 20;

    /// Records change threads in parts, because each handover costs more than making a record.
    private static final int MAX_PART = 256;

    private static final int MAX_PART_BYTES = 256 << 10;

    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final RecordReader<T> reader;
    private final int partSize;
    private final BlockingQueue<Part<T>> parts;
    private final Semaphore bytes = new Semaphore(MAX_BYTES);

    private Deque<Read<T>> current = new ArrayDeque<>();
    private Position position = Position.START;
    private long bytesDone;
    private long bytesTotal;

    private @Nullable Thread thread;
    private volatile boolean closed;

    /// @param reader new and not yet open
    /// @param records how many records are read ahead at most, but at least three
    public ReadAheadReader(RecordReader<T> reader, int records) {
        this.reader = reader;
        // Beside those in the queue, one part is being filled and one is being emptied.
        this.partSize = Math.clamp(records / 4, 1, MAX_PART);
        this.parts = new ArrayBlockingQueue<>(Math.max(1, records / partSize - 2));
    }

    /// One call of the other reader, and where that left it.
    ///
    /// @param item null at the end, or if it threw
    /// @param thrown what it threw
    private record Read<T>(@Nullable Item<T> item, @Nullable Throwable thrown, Position position, long bytesDone) {

        /// Whether nothing comes behind it.
        boolean last() {
            return item == null && !(thrown instanceof RejectedRecordException);
        }

        int length() {
            return thrown instanceof RejectedRecordException rejected
                    ? rejected.raw().bytes().length
                    : item == null ? 0 : item.raw().bytes().length;
        }
    }

    /// Some reads in a row.
    private record Part<T>(List<Read<T>> reads, int bytes, long bytesTotal) {}

    @Override
    public void open(Position from) {
        reader.open(from);
        position = reader.position();
        bytesDone = reader.bytesDone();
        bytesTotal = reader.bytesTotal();
        // Not a virtual thread: it computes, and would keep those that wait from being woken.
        thread = Thread.ofPlatform().daemon().name("millrace-read-ahead").start(this::readAhead);
    }

    private void readAhead() {
        try {
            for (var more = true; more && !closed; ) {
                var part = nextPart();
                bytes.acquire(part.bytes());
                parts.put(part);
                more = !part.reads().getLast().last();
            }
        } catch (InterruptedException e) {
            // Closed: nobody wants the rest.
        }
    }

    private Part<T> nextPart() {
        var reads = new ArrayList<Read<T>>(partSize);
        var length = 0L;
        Read<T> read;
        do {
            read = readOne();
            reads.add(read);
            length += read.length();
        } while (!read.last() && reads.size() < partSize && length < MAX_PART_BYTES && !closed);
        return new Part<>(reads, (int) Math.min(length, MAX_BYTES), reader.bytesTotal());
    }

    private Read<T> readOne() {
        Item<T> item = null;
        Throwable thrown = null;
        try {
            item = reader.read();
        } catch (Throwable e) {
            // Whatever it is, it is for the caller, who else would wait for ever.
            thrown = e;
        }
        return new Read<>(item, thrown, reader.position(), reader.bytesDone());
    }

    @Override
    public @Nullable Item<T> read() throws RejectedRecordException {
        if (thread == null) {
            throw new IllegalStateException("The reader is not open");
        }
        if (current.isEmpty()) {
            takePart();
        }
        var read = current.getFirst();
        if (!read.last()) {
            current.removeFirst();
        }
        position = read.position();
        bytesDone = read.bytesDone();
        return switch (read.thrown()) {
            case null -> read.item();
            case RejectedRecordException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        };
    }

    private void takePart() {
        try {
            var part = parts.take();
            bytes.release(part.bytes());
            bytesTotal = part.bytesTotal();
            current = new ArrayDeque<>(part.reads());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a record", e);
        }
    }

    @Override
    public Position position() {
        return position;
    }

    @Override
    public long bytesDone() {
        return bytesDone;
    }

    @Override
    public long bytesTotal() {
        return bytesTotal;
    }

    @Override
    public void close() {
        closed = true;
        try {
            end();
        } finally {
            reader.close();
        }
    }

    /// The reader must not be closed while its thread is in it.
    private void end() {
        if (thread == null) {
            return;
        }
        var interrupted = false;
        while (thread.isAlive()) {
            // More than once: what it is in may have taken an interrupt for its own.
            thread.interrupt();
            try {
                thread.join(PATIENCE);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
