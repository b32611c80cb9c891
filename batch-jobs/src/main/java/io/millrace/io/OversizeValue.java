package io.millrace.io;

import java.io.InputStream;
import java.util.Arrays;

/// A value that is too long to be kept, passing by: so it can be parsed without ever being in memory as a whole. It
/// takes the framer along to its end.
final class OversizeValue extends InputStream {

    private final ValueFramer framer;
    private final StructureScanner scanner;
    private final byte[] head = new byte[Framer.HEAD];
    private int replayed;
    private long length;
    private boolean ended;
    private boolean cutOff;

    /// @param framer in front of the first byte that its partial record does not hold
    OversizeValue(ValueFramer framer) {
        this.framer = framer;
        var first = framer.partial.isEmpty() ? framer.bytes[framer.at] : framer.partial.bytes()[0];
        this.scanner = new StructureScanner(first);
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int wanted) {
        if (ended) {
            return -1;
        }
        var read = replayed < framer.partial.kept() ? replay(into, offset, wanted) : pass(into, offset, wanted);
        if (read > 0) {
            if (length < head.length) {
                System.arraycopy(into, offset, head, (int) length, (int) Math.min(read, head.length - length));
            }
            length += read;
            JsonSyntax.replaceData(into, offset, offset + read);
        }
        return read;
    }

    private int replay(byte[] into, int offset, int wanted) {
        var count = Math.min(wanted, framer.partial.kept() - replayed);
        scanner.scan(framer.partial.bytes(), replayed, replayed + count);
        System.arraycopy(framer.partial.bytes(), replayed, into, offset, count);
        replayed += count;
        return count;
    }

    private int pass(byte[] into, int offset, int wanted) {
        if (framer.at == framer.end && !framer.more()) {
            ended = true;
            cutOff = !scanner.mayEndAnywhere();
            return -1;
        }
        var to = framer.at + Math.min(wanted, framer.end - framer.at);
        var last = scanner.scan(framer.bytes, framer.at, to);
        if (last >= 0) {
            ended = true;
            to = last;
        }
        var count = to - framer.at;
        System.arraycopy(framer.bytes, framer.at, into, offset, count);
        framer.at = to;
        return count == 0 ? -1 : count;
    }

    /// Goes to the end of the value without a parser.
    void skipRest() {
        var waste = new byte[Framer.HEAD];
        while (read(waste, 0, waste.length) >= 0) {
            // Only the length matters.
        }
    }

    /// Whether the content ended before the value did.
    boolean isCutOff() {
        return cutOff;
    }

    /// How much of it has been read.
    long length() {
        return length;
    }

    /// Its first bytes.
    byte[] head() {
        return Arrays.copyOf(head, (int) Math.min(length, head.length));
    }
}
