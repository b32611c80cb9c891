package io.millrace.io;

/// The content of an object, unpacked if it is packed, wherever a reader begins.
final class Content {

    /// How much is unpacked at once: enough to make calls rare, little enough to stay in the processor's cache.
    private static final int UNPACKED_BLOCK = 256 * 1024;

    private final ObjectBytes object;
    private final IoSettings settings;

    Content(ObjectBytes object, IoSettings settings) {
        this.object = object;
        this.settings = settings;
    }

    /// An opened content.
    ///
    /// @param blocks in front of the first block, which is long enough to show a byte order mark
    /// @param gzip whether the object is compressed
    record Beginning(Lookahead blocks, boolean gzip) {}

    /// The content from its first byte on.
    Beginning beginning() {
        var stored = new Lookahead(stored(0));
        if (!GzipInput.isGzip(stored)) {
            stored.gather(3);
            return new Beginning(stored, false);
        }
        var unpacked = new Lookahead(unpacked(stored));
        unpacked.gather(3);
        return new Beginning(unpacked, true);
    }

    /// The content from a later byte on. Of a plain object nothing before it is fetched; a compressed one has to be
    /// unpacked from its beginning again.
    Blocks from(long offset, boolean gzip) {
        if (!gzip) {
            return stored(offset);
        }
        var blocks = unpacked(stored(0));
        blocks.skipTo(offset);
        if (blocks.start + blocks.length < offset) {
            blocks.close();
            throw ContentFault.inText(FileFault.TRUNCATED, "it ends before the place where reading stopped", offset);
        }
        return blocks;
    }

    private StoredBlocks stored(long offset) {
        return new StoredBlocks(object, (int) settings.blockSize().toBytes(), offset);
    }

    private GunzippedBlocks unpacked(Blocks stored) {
        var blockSize = (int) Math.min(UNPACKED_BLOCK, settings.blockSize().toBytes());
        return new GunzippedBlocks(stored, settings.gzip(), blockSize);
    }

    /// The line and the column of a byte, found by reading everything before it again. Only files that fail pay for
    /// that; counting along would be paid by every other one.
    TextPosition textPosition(long offset) {
        try (var blocks = beginning().blocks()) {
            var line = 1L;
            var column = 1L;
            var at = ByteOrderMark.utf8Length(blocks.bytes, blocks.length);
            do {
                var to = (int) Math.min(blocks.length, offset - blocks.start);
                for (; at < to; at++) {
                    if (blocks.bytes[at] == '\n') {
                        line++;
                        column = 1;
                    } else if ((blocks.bytes[at] & 0xC0) != 0x80) {
                        column++;
                    }
                }
                at = 0;
            } while (blocks.start + blocks.length < offset && blocks.next());
            return new TextPosition(line, column);
        }
    }
}
