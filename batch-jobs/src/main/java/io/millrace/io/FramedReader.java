package io.millrace.io;

import io.millrace.arrival.ObjectVersion;
import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// Reads an object whose content a [Framer] cuts into records: what the readers of all formats have in common.
abstract class FramedReader<T> implements RecordReader<T> {

    final ObjectVersion object;
    final IoSettings settings;

    private final Supplier<ObjectBytes> source;

    private @Nullable ObjectBytes bytes;
    private @Nullable Framer framer;
    private @Nullable UnreadableObjectException failure;
    private String format = "";
    private long offset;
    private long records;
    private boolean ended;

    FramedReader(ObjectVersion object, Supplier<ObjectBytes> source, IoSettings settings) {
        this.object = object;
        this.source = source;
        this.settings = settings;
    }

    /// Looks at the beginning of the content, and cuts what follows it.
    abstract Framer begin(Content.Beginning content);

    /// Cuts the content from where an earlier reader was.
    abstract Framer goOn(Content content, Position from);

    abstract T map(RawRecord raw) throws RejectedRecordException;

    /// Throws if a rejected record may have taken others for its own.
    void requireIntact(RawRecord raw) {}

    /// The format of a [Position]; known once the reader is open.
    abstract String format();

    /// Whether the object is compressed; known once the reader is open.
    abstract boolean gzip();

    @Override
    public final void open(Position from) {
        if (bytes != null) {
            throw new IllegalStateException("A reader is opened once");
        }
        bytes = source.get();
        offset = from.offset();
        records = from.records();
        try {
            framer = from.offset() == 0 ? begin(bytes) : goOn(new Content(bytes, settings), from);
            offset = framer.from;
            format = format();
        } catch (ContentFault e) {
            throw unreadable(e);
        }
    }

    private Framer begin(ObjectBytes object) {
        var content = new Content(object, settings).beginning();
        try {
            return begin(content);
        } catch (RuntimeException e) {
            content.blocks().close();
            throw e;
        }
    }

    @Override
    public final @Nullable Item<T> read() throws RejectedRecordException {
        if (failure != null) {
            throw failure;
        }
        try {
            return next(opened());
        } catch (ContentFault e) {
            throw unreadable(e);
        } catch (UnreadableObjectException e) {
            failure = e;
            throw e;
        }
    }

    private @Nullable Item<T> next(Framer framer) throws RejectedRecordException {
        try {
            var raw = framer.next();
            if (raw == null) {
                ended = true;
                return null;
            }
            var item = new Item<>(raw, map(raw));
            done(framer);
            return item;
        } catch (RejectedRecordException e) {
            requireIntact(e.raw());
            done(framer);
            throw e;
        }
    }

    private void done(Framer framer) {
        offset = framer.offset();
        records = framer.records();
    }

    private UnreadableObjectException unreadable(ContentFault e) {
        var position = e.inText() ? textPosition(e.offset()) : null;
        failure = new UnreadableObjectException(object, e.fault(), e.reason(), e.offset(), position, null);
        return failure;
    }

    private @Nullable TextPosition textPosition(long offset) {
        if (bytes == null) {
            return null;
        }
        try {
            return new Content(bytes, settings).textPosition(offset);
        } catch (UnreadableObjectException | ContentFault e) {
            // The fault itself matters more than its line.
            return null;
        }
    }

    private Framer opened() {
        if (framer == null) {
            throw new IllegalStateException("The reader is not open");
        }
        return framer;
    }

    @Override
    public final Position position() {
        return framer == null ? Position.START : new Position(format, offset, records);
    }

    @Override
    public final long bytesDone() {
        if (framer == null) {
            return 0;
        }
        if (ended) {
            return bytesTotal();
        }
        return gzip() ? framer.blocks.storedBytes() : offset;
    }

    @Override
    public final long bytesTotal() {
        return bytes == null ? 0 : bytes.size();
    }

    @Override
    public final void close() {
        if (framer != null) {
            framer.close();
        }
    }
}
