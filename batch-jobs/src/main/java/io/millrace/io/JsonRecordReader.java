package io.millrace.io;

import io.millrace.arrival.ObjectVersion;
import io.millrace.io.Layout.Form;
import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// Reads the records of a JSON file: lines, the elements of an array, or a single object, plain or compressed.
final class JsonRecordReader<T> implements RecordReader<T> {

    private final ObjectVersion object;
    private final Supplier<ObjectBytes> source;
    private final RecordMapper<T> mapper;
    private final IoSettings settings;

    private @Nullable ObjectBytes bytes;
    private @Nullable Framer framer;
    private @Nullable UnreadableObjectException failure;
    private Layout layout = new Layout(Form.LINES, false);
    private long offset;
    private long records;
    private boolean ended;

    JsonRecordReader(ObjectVersion object, Supplier<ObjectBytes> source, RecordMapper<T> mapper, IoSettings settings) {
        this.object = object;
        this.source = source;
        this.mapper = mapper;
        this.settings = settings;
    }

    @Override
    public void open(Position from) {
        if (bytes != null) {
            throw new IllegalStateException("A reader is opened once");
        }
        bytes = source.get();
        offset = from.offset();
        records = from.records();
        try {
            framer = from.offset() == 0 ? begin(bytes) : goOn(bytes, from);
        } catch (ContentFault e) {
            throw unreadable(e);
        }
    }

    private Framer begin(ObjectBytes object) {
        var content = new Content(object, settings).beginning();
        try {
            var form = new LayoutDetector(content.blocks()).form(Layout.isNamedLines(this.object.key()));
            layout = new Layout(form, content.gzip());
            return framer(content.blocks(), Position.START);
        } catch (RuntimeException e) {
            content.blocks().close();
            throw e;
        }
    }

    private Framer goOn(ObjectBytes object, Position from) {
        layout = Layout.of(from.format());
        return framer(new Content(object, settings).from(from.offset(), layout.gzip()), from);
    }

    private Framer framer(Blocks blocks, Position from) {
        var limit = (int) settings.maxRecordSize().toBytes();
        return switch (layout.form()) {
            case LINES -> new LinesFramer(blocks, from, limit);
            case ARRAY -> new ArrayFramer(blocks, from, limit);
            case DOCUMENT -> new DocumentFramer(blocks, from, limit);
        };
    }

    @Override
    public @Nullable Item<T> read() throws RejectedRecordException {
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
            var item = new Item<>(raw, mapper.map(raw));
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

    /// Where records are not lines, one that is no JSON may have taken others for its own: it must not be rejected
    /// quietly in their place.
    private void requireIntact(RawRecord raw) {
        if (layout.form() == Form.LINES || raw.truncated()) {
            return;
        }
        var error = JsonSyntax.errorIn(raw.bytes(), 0, raw.bytes().length);
        if (error != null) {
            throw ContentFault.inText(FileFault.INVALID_JSON, error.reason(), raw.place().offset() + error.offset());
        }
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
    public Position position() {
        return bytes == null ? Position.START : new Position(layout.format(), offset, records);
    }

    @Override
    public long bytesDone() {
        if (framer == null) {
            return 0;
        }
        if (ended) {
            return bytesTotal();
        }
        return layout.gzip() ? framer.blocks.storedBytes() : offset;
    }

    @Override
    public long bytesTotal() {
        return bytes == null ? 0 : bytes.size();
    }

    @Override
    public void close() {
        if (framer != null) {
            framer.close();
        }
    }
}
