package io.millrace.io;

/// Content that passes by in blocks, the current one in the open: whoever reads walks over [#bytes] in a plain loop. A
/// call per byte would cost more than everything else that happens to a byte.
///
/// The array may be filled anew by [#next]; what must outlive the block is copied.
abstract class Blocks implements AutoCloseable {

    private static final byte[] NONE = {};

    /// Holds the current block from index 0 on; no block before the first [#next].
    byte[] bytes = NONE;

    /// How long the current block is; 0 before the first and behind the last one.
    int length;

    /// Where in the content the current block begins.
    long start;

    Blocks(long start) {
        this.start = start;
    }

    /// Goes on to the next block; false, with an empty block, at the end of the content.
    final boolean next() {
        start += length;
        length = 0;
        length = fill();
        return length > 0;
    }

    /// Goes on until the current block holds that place of the content; to the end if there is no such place.
    final void skipTo(long offset) {
        while (start + length <= offset && next()) {
            // The blocks in between are of no interest.
        }
    }

    /// Puts the next block into [#bytes] and returns its length, 0 at the end.
    abstract int fill();

    /// How many bytes of the stored object have been taken so far.
    abstract long storedBytes();

    @Override
    public abstract void close();
}
