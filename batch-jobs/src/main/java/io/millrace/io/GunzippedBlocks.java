package io.millrace.io;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// What a gzip file unpacks to. [java.util.zip.GZIPInputStream] takes damage behind the first member for its end and
/// would lose the rest without a word; here everything up to the last byte must be gzip, or zeros that pad it.
final class GunzippedBlocks extends Blocks {

    private final GzipInput in;
    private final IoSettings.Gzip limits;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] unpacked;
    private boolean insideMember;
    private long unpackedOfMember;

    /// @param source compressed, at its beginning or with its first block current
    /// @param blockSize how much is unpacked at once
    GunzippedBlocks(Blocks source, IoSettings.Gzip limits, int blockSize) {
        super(0);
        this.in = new GzipInput(source);
        this.limits = limits;
        this.unpacked = new byte[blockSize];
        this.bytes = unpacked;
    }

    @Override
    int fill() {
        var filled = 0;
        while (filled < unpacked.length && enterMember()) {
            filled += inflate(filled);
        }
        requireHonest(start + filled);
        return filled;
    }

    /// False behind the last member.
    private boolean enterMember() {
        if (!insideMember) {
            if (!in.hasMember()) {
                return false;
            }
            GzipHeader.skip(in);
            inflater.reset();
            checksum.reset();
            unpackedOfMember = 0;
            insideMember = true;
        }
        return true;
    }

    private int inflate(int from) {
        try {
            if (inflater.needsInput()) {
                in.feed(inflater);
            }
            var count = inflater.inflate(unpacked, from, unpacked.length - from);
            checksum.update(unpacked, from, count);
            unpackedOfMember += count;
            if (inflater.finished()) {
                in.giveBack(inflater.getRemaining());
                checkTrailer();
                insideMember = false;
            } else if (inflater.needsDictionary()) {
                throw in.damaged("it asks for a dictionary");
            }
            return count;
        } catch (DataFormatException e) {
            throw in.damaged(String.valueOf(e.getMessage()));
        }
    }

    private void checkTrailer() {
        if (in.int32() != checksum.getValue()) {
            throw in.damaged("the checksum differs");
        }
        if (in.int32() != (unpackedOfMember & 0xFFFF_FFFFL)) {
            throw in.damaged("the length differs");
        }
    }

    private void requireHonest(long content) {
        if (content > limits.maxContentSize().toBytes()) {
            throw bomb("it unpacks to more than %,d bytes".formatted(limits.maxContentSize().toBytes()));
        }
        if (content > limits.ratioFloor().toBytes() && content / limits.maxRatio() > storedBytes()) {
            throw bomb("%,d bytes of it unpack to %,d".formatted(storedBytes(), content));
        }
    }

    private ContentFault bomb(String reason) {
        return ContentFault.inCompression(FileFault.GZIP_BOMB, reason, storedBytes());
    }

    @Override
    long storedBytes() {
        return insideMember ? in.offset() - inflater.getRemaining() : in.offset();
    }

    @Override
    public void close() {
        inflater.end();
        in.close();
    }
}
