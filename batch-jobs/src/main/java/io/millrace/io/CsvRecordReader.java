package io.millrace.io;

import io.millrace.arrival.ObjectVersion;
import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// Reads the rows of a CSV file, plain or compressed. The names of its columns, in their order, are part of its
/// position: who goes on in the middle need not fetch the header again.
final class CsvRecordReader<T> extends FramedReader<T> {

    private static final String FORMAT = "csv:";
    private static final String GZIP_FORMAT = "csv+gzip:";

    private final CsvMapping<T> mapping;
    private final int limit;
    private final CsvParser parser;

    private @Nullable CsvHeader header;
    private boolean gzip;

    CsvRecordReader(ObjectVersion object, Supplier<ObjectBytes> source, CsvMapping<T> mapping, IoSettings settings) {
        super(object, source, settings);
        this.mapping = mapping;
        this.limit = (int) settings.maxRecordSize().toBytes();
        this.parser = new CsvParser(limit);
    }

    @Override
    Framer begin(Content.Beginning content) {
        gzip = content.gzip();
        var blocks = content.blocks();
        blocks.gather(4);
        if (ByteOrderMark.isWide(blocks.bytes, blocks.length)) {
            throw ContentFault.inText(
                    FileFault.INVALID_ENCODING, "it is UTF-16 or UTF-32; save it as UTF-8", blocks.start);
        }
        var window = new Window(blocks, 0);
        var beginning = new CsvFramer(window, Position.START, limit);
        header = CsvHeader.read(beginning, parser, mapping);
        return new CsvFramer(window, new Position(format(), beginning.offset(), 0), limit);
    }

    @Override
    Framer goOn(Content content, Position from) {
        gzip = from.format().startsWith(GZIP_FORMAT);
        var names = from.format().substring(from.format().indexOf(':') + 1);
        header = CsvHeader.of(names, mapping);
        return new CsvFramer(new Window(content.from(from.offset(), gzip), from.offset()), from, limit);
    }

    @Override
    T map(RawRecord raw) throws RejectedRecordException {
        var fields = parser.parse(raw);
        var header = header();
        if (fields.count() != header.width()) {
            throw new RejectedRecordException(
                    RejectCode.WRONG_FIELD_COUNT,
                    "It has %,d fields, and the header has %,d".formatted(fields.count(), header.width()),
                    raw);
        }
        return mapping.mapper().map(new CsvRow(raw, fields, header));
    }

    @Override
    String format() {
        return (gzip ? GZIP_FORMAT : FORMAT) + header().text();
    }

    @Override
    boolean gzip() {
        return gzip;
    }

    private CsvHeader header() {
        if (header == null) {
            throw new IllegalStateException("The reader is not open");
        }
        return header;
    }
}
