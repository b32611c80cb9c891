package io.millrace.io;

import io.millrace.arrival.ObjectVersion;
import io.millrace.io.Layout.Form;
import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectedRecordException;

import java.util.function.Supplier;

/// Reads the records of a JSON file: lines, the elements of an array, or a single object, plain or compressed.
final class JsonRecordReader<T> extends FramedReader<T> {

    private final RecordMapper<T> mapper;

    private Layout layout = new Layout(Form.LINES, false);

    JsonRecordReader(ObjectVersion object, Supplier<ObjectBytes> source, RecordMapper<T> mapper, IoSettings settings) {
        super(object, source, settings);
        this.mapper = mapper;
    }

    @Override
    Framer begin(Content.Beginning content) {
        var form = new LayoutDetector(content.blocks()).form(Layout.isNamedLines(object.key()));
        layout = new Layout(form, content.gzip());
        return framer(content.blocks(), Position.START);
    }

    @Override
    Framer goOn(Content content, Position from) {
        layout = Layout.of(from.format());
        return framer(content.from(from.offset(), layout.gzip()), from);
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
    T map(RawRecord raw) throws RejectedRecordException {
        return mapper.map(raw);
    }

    /// Where records are not lines, one that is no JSON may have taken others for its own: it must not be rejected
    /// quietly in their place.
    @Override
    void requireIntact(RawRecord raw) {
        if (layout.form() == Form.LINES || raw.truncated()) {
            return;
        }
        var error = JsonSyntax.errorIn(raw.bytes(), 0, raw.bytes().length);
        if (error != null) {
            throw ContentFault.inText(FileFault.INVALID_JSON, error.reason(), raw.place().offset() + error.offset());
        }
    }

    @Override
    String format() {
        return layout.format();
    }

    @Override
    boolean gzip() {
        return layout.gzip();
    }
}
