package io.millrace.io;

import java.util.Arrays;

/// Blocks of which the first one can be made as long as whoever decides about the content wants to see of it.
final class Lookahead extends Blocks {

    private final Blocks source;

    /// The source must be at its beginning.
    Lookahead(Blocks source) {
        super(source.start);
        this.source = source;
        take();
    }

    /// Makes the first block at least that long; only the end of the content keeps it shorter.
    ///
    /// @return whether it has that length
    boolean gather(int wanted) {
        if (length < wanted) {
            // An array of our own: the source fills its one again.
            bytes = Arrays.copyOf(bytes, wanted);
        }
        while (length < wanted && source.next()) {
            if (bytes.length < length + source.length) {
                bytes = Arrays.copyOf(bytes, length + source.length);
            }
            System.arraycopy(source.bytes, 0, bytes, length, source.length);
            length += source.length;
        }
        return length >= wanted;
    }

    @Override
    int fill() {
        return take() ? source.length : 0;
    }

    private boolean take() {
        var more = source.next();
        bytes = source.bytes;
        length = source.length;
        return more;
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
