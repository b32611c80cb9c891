package io.millrace.io;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;

import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

import java.util.Iterator;

/// Takes records apart. One parser of the library goes from record to record: it is given each one when it asks for
/// more text, and asks for no more than that.
final class CsvParser {

    private final CsvText text = new CsvText();
    private final int limit;
    private Iterator<CsvFields> records;

    /// @param limit the most bytes of a record
    CsvParser(int limit) {
        this.limit = limit;
        this.records = records();
    }

    private Iterator<CsvFields> records() {
        return CsvReader.builder()
                .allowExtraFields(true)
                .allowMissingFields(true)
                // What it reads at once, and twice a field that it moves to make room for more.
                .maxBufferSize((int) Math.min(Integer.MAX_VALUE - 8L, 2L * limit + 32 * 1024))
                .build(new CsvFields(), text)
                .iterator();
    }

    /// The fields of a record; good until the next one.
    ///
    /// @throws RejectedRecordException if it is not UTF-8
    CsvFields parse(RawRecord raw) throws RejectedRecordException {
        var bytes = raw.bytes();
        var encodingError = Utf8.firstError(bytes);
        if (encodingError >= 0) {
            throw new RejectedRecordException(
                    RejectCode.INVALID_ENCODING, "No UTF-8 at byte %,d of it".formatted(encodingError), raw);
        }
        try {
            text.set(bytes);
            return records.next();
        } catch (CsvParseException e) {
            records = records();
            throw new RejectedRecordException(RejectCode.INVALID_CSV, String.valueOf(e.getMessage()), raw);
        }
    }
}
