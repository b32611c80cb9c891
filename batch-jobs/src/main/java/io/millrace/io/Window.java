package io.millrace.io;

/// A part of a content that a reader may look at more than once: it grows at its end while its beginning is still
/// wanted, however short the blocks are that it is made of.
final class Window extends Blocks {

    /// How much is taken over at once: enough to make it rare, little enough to stay in the processor's cache.
    private static final int PIECE = 64 * 1024;

    private final Blocks source;

    /// How much of the source's current block has been taken over.
    private int taken;

    /// @param source with the block current that holds the offset, or just before it
    Window(Blocks source, long offset) {
        super(offset);
        this.source = source;
        this.taken = (int) (offset - source.start);
        slide(0);
    }

    /// Adds what follows; what is before an index may be let go.
    ///
    /// @return false at the end of the content
    boolean slide(int from) {
        if (taken == source.length) {
            taken = 0;
            if (!source.next()) {
                return false;
            }
        }
        var kept = length - from;
        // Doubling keeps the copying of a long record in proportion to its length.
        var piece = Math.min(source.length - taken, Math.max(PIECE, kept));
        if (bytes.length - length < piece) {
            var room = bytes.length < kept + piece ? new byte[2 * (kept + piece)] : bytes;
            System.arraycopy(bytes, from, room, 0, kept);
            bytes = room;
            start += from;
            length = kept;
        }
        System.arraycopy(source.bytes, taken, bytes, length, piece);
        taken += piece;
        length += piece;
        return true;
    }

    @Override
    int fill() {
        return slide(0) ? length : 0;
    }

    @Override
    long storedBytes() {
        return source.storedBytes();
    }

    @Override
    public void close() {
        source.close();
    }
}
