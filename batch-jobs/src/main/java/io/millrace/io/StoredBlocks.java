package io.millrace.io;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/// An object's bytes as they are stored. While one block is worked on, the next one is fetched, so that neither S3 nor
/// the reader waits for the other.
final class StoredBlocks extends Blocks {

    private static final byte[] NONE = {};

    private final ObjectBytes object;
    private final int blockSize;

    /// Receives the next block; afterwards it is the turn of the other array.
    private byte[] spare = NONE;

    private @Nullable Future<Integer> ahead;

    StoredBlocks(ObjectBytes object, int blockSize, long start) {
        super(start);
        this.object = object;
        this.blockSize = blockSize;
    }

    @Override
    int fill() {
        var read = ahead == null ? object.read(start, room(start)) : result(ahead);
        ahead = null;
        var filled = spare;
        spare = bytes;
        bytes = filled;
        var following = start + read;
        if (read > 0 && following < object.size()) {
            var room = room(following);
            ahead = fetch(following, room);
        }
        return read;
    }

    @Override
    long storedBytes() {
        return start;
    }

    @Override
    public void close() {
        if (ahead != null) {
            ahead.cancel(true);
        }
    }

    /// The spare array, no larger than what is left of the object: most objects are far smaller than a block.
    private byte[] room(long offset) {
        var wanted = Math.clamp(object.size() - offset, 1, blockSize);
        if (spare.length < wanted) {
            spare = new byte[wanted];
        }
        return spare;
    }

    private Future<Integer> fetch(long offset, byte[] into) {
        var task = new FutureTask<>(() -> object.read(offset, into));
        Thread.ofVirtual().name("millrace-read-ahead").start(task);
        return task;
    }

    private static int result(Future<Integer> ahead) {
        try {
            return ahead.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for S3", e);
        }
    }
}
