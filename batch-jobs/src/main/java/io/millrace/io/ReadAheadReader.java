package io.millrace.io;

import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Has another reader read and make the next records in a thread of its own, while the caller is busy with the ones
/// before. Everything comes out in order and at its place: records, rejected records, and the fault that ends them.
/// Where it is, is always behind the last record that it has handed out. Whatever ends the thread is thrown to the
/// caller, also an Error outside of the other reader: nobody waits for a thread that is dead.
///
/// Not more is held than a number of records and 16 MiB of their text, beside what is just being read. The other reader
/// belongs to this one; [#close] ends its thread, wherever it is, and closes it. For a small object there is no thread:
/// to start one and to wait for it takes longer than to read it.
public final class ReadAheadReader<T> implements RecordReader<T> {

    private static final int MAX_BYTES = 16 << 20;

    /// Records change threads in parts, because each handover costs more than making a record.
    private static final int MAX_PART = 256;

    private static final int MAX_PART_BYTES = 256 << 10;

    /// Size of the largest object, as it is stored, that the caller's thread reads by itself.
    private static final long SMALL_OBJECT = 64 << 10;

    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private final RecordReader<T> reader;
    private final long smallObject;
    private final int partSize;
    private final BlockingQueue<Part<T>> parts;
    private final Semaphore bytes = new Semaphore(MAX_BYTES);

    private Deque<Read<T>> current = new ArrayDeque<>();
    private Position position = Position.START;
    private long bytesDone;
    private long bytesTotal;

    /// Null if the caller's thread reads.
    private @Nullable Thread thread;

    private boolean open;
    private volatile boolean closed;

    /// What ended the thread, if it was not the end of the content.
    private volatile @Nullable Throwable fault;

    /// @param reader new and not yet open
    /// @param records how many records are read ahead at most, but at least three
    public ReadAheadReader(RecordReader<T> reader, int records) {
        this(reader, records, SMALL_OBJECT);
    }

    /// @param smallObject size of the largest object for which there is no thread
    ReadAheadReader(RecordReader<T> reader, int records, long smallObject) {
        this.reader = reader;
        this.smallObject = smallObject;
        // Beside those in the queue, one part is being filled and one is being emptied.
        this.partSize = Math.clamp(records / 4, 1, MAX_PART);
        this.parts = new ArrayBlockingQueue<>(Math.max(1, records / partSize - 2));
    }

    /// One call of the other reader, and where that left it.
    ///
    /// @param item null at the end, or if the record was rejected
    private record Read<T>(
            @Nullable Item<T> item, @Nullable RejectedRecordException rejected, Position position, long bytesDone) {

        /// Whether nothing comes behind it.
        boolean last() {
            return item == null && rejected == null;
        }

        int length() {
            return rejected != null ? rejected.raw().bytes().length : item == null ? 0 : item.raw().bytes().length;
        }
    }

    /// Some reads in a row.
    private record Part<T>(Deque<Read<T>> reads, int bytes, long bytesTotal) {}

    @Override
    public void open(Position from) {
        reader.open(from);
        position = reader.position();
        bytesDone = reader.bytesDone();
        bytesTotal = reader.bytesTotal();
        open = true;
        if (bytesTotal <= smallObject) {
            return;
        }
        // Not a virtual thread: it computes, and would keep those that wait from being woken.
        thread = Thread.ofPlatform().daemon().name("millrace-read-ahead").start(this::readAhead);
    }

    private void readAhead() {
        try {
            boolean more;
            do {
                var part = nextPart();
                // Asked before the part is the caller's.
                more = fault == null && !part.reads().getLast().last();
                bytes.acquire(part.bytes());
                parts.put(part);
            } while (more && !closed);
        } catch (Throwable e) {
            fault = e;
        }
    }

    /// Reads until the part is full. A fault ends it: what was read before is handed out first.
    private Part<T> nextPart() {
        var reads = new ArrayDeque<Read<T>>(partSize);
        var length = 0L;
        try {
            Read<T> read;
            do {
                read = readOne();
                reads.add(read);
                length += read.length();
            } while (!read.last() && reads.size() < partSize && length < MAX_PART_BYTES && !closed);
        } catch (Throwable e) {
            fault = e;
        }
        return new Part<>(reads, (int) Math.min(length, MAX_BYTES), reader.bytesTotal());
    }

    private Read<T> readOne() {
        Item<T> item = null;
        RejectedRecordException rejected = null;
        try {
            item = reader.read();
        } catch (RejectedRecordException e) {
            rejected = e;
        }
        return new Read<>(item, rejected, reader.position(), reader.bytesDone());
    }

    @Override
    public @Nullable Item<T> read() throws RejectedRecordException {
        if (!open) {
            throw new IllegalStateException("The reader is not open");
        }
        while (current.isEmpty()) {
            Part<T> part = thread == null ? readPart() : takePart(thread);
            bytesTotal = part.bytesTotal();
            current = part.reads();
        }
        var read = current.getFirst();
        if (!read.last()) {
            current.removeFirst();
        }
        position = read.position();
        bytesDone = read.bytesDone();
        if (read.rejected() != null) {
            throw read.rejected();
        }
        return read.item();
    }

    private Part<T> readPart() {
        if (fault != null || closed) {
            throw ended();
        }
        return nextPart();
    }

    private Part<T> takePart(Thread thread) {
        try {
            var part = awaitPart(thread);
            if (part == null) {
                throw ended();
            }
            bytes.release(part.bytes());
            return part;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a record", e);
        }
    }

    /// The next part, or null if the thread has ended and handed over all that it could. It is not the thread that says
    /// so, because what ended it may have kept it from saying anything.
    private @Nullable Part<T> awaitPart(Thread thread) throws InterruptedException {
        while (true) {
            // Asked first: what is not in the queue then does not come any more.
            var alive = thread.isAlive();
            var part = parts.poll(alive ? POLL_INTERVAL.toMillis() : 0, TimeUnit.MILLISECONDS);
            if (part != null || !alive) {
                return part;
            }
        }
    }

    private RuntimeException ended() {
        return switch (fault) {
            case null -> new IllegalStateException("The reader is closed");
            case RuntimeException e -> e;
            case Error e -> throw e;
            case Throwable e -> new IllegalStateException("The thread that reads ahead has ended", e);
        };
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
                thread.join(POLL_INTERVAL);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
