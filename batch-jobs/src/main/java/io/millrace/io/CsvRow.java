package io.millrace.io;

import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDate;

/// The values of one row of a CSV file, by column as the [CsvMapping] counts them, with rules that leave nothing to
/// guess: no white space around numbers and dates, no digits but `0` to `9`, no exponents.
///
/// `required…` rejects a row whose value is empty; `optional…` returns null for it, quoted or not. A value that is
/// there must be right, required or not.
public final class CsvRow {

    private final RawRecord raw;
    private final CsvFields fields;
    private final CsvHeader header;

    CsvRow(RawRecord raw, CsvFields fields, CsvHeader header) {
        this.raw = raw;
        this.fields = fields;
        this.header = header;
    }

    /// The row as it stands in the file.
    public RawRecord raw() {
        return raw;
    }

    /// A text of at least one character that is no white space.
    ///
    /// @param maxLength the most characters, counted as PostgreSQL's `varchar` does
    public String requiredText(int column, int maxLength) throws RejectedRecordException {
        var text = optionalText(column, maxLength);
        if (text == null || text.isBlank()) {
            throw empty(column);
        }
        return text;
    }

    /// A text, maybe of white space, or null.
    ///
    /// @param maxLength the most characters, counted as PostgreSQL's `varchar` does
    public @Nullable String optionalText(int column, int maxLength) throws RejectedRecordException {
        if (isEmpty(column)) {
            return null;
        }
        var text = fields.text(header.field(column));
        if (text.length() > maxLength && text.codePointCount(0, text.length()) > maxLength) {
            throw rejected(
                    RejectCode.TEXT_TOO_LONG,
                    "%s has %,d characters, and %,d are the most"
                            .formatted(header.name(column), text.codePointCount(0, text.length()), maxLength));
        }
        if (text.indexOf('\0') >= 0) {
            throw rejected(RejectCode.INVALID_CHARACTER, header.name(column) + " has the character U+0000");
        }
        return text;
    }

    /// An integer between two bounds, both included.
    public int requiredInteger(int column, int min, int max) throws RejectedRecordException {
        return (int) within(column, requiredLong(column), min, max);
    }

    /// An integer between two bounds, both included, or null.
    public @Nullable Integer optionalInteger(int column, int min, int max) throws RejectedRecordException {
        return isEmpty(column) ? null : Integer.valueOf(requiredInteger(column, min, max));
    }

    /// An integer of 64 bits.
    public long requiredLong(int column) throws RejectedRecordException {
        var field = required(column);
        try {
            return CsvNumbers.integer(fields.chars(), fields.start(field), fields.end(field));
        } catch (InvalidValueException e) {
            throw invalid(column, e);
        }
    }

    /// An integer of 64 bits, or null.
    public @Nullable Long optionalLong(int column) throws RejectedRecordException {
        return isEmpty(column) ? null : Long.valueOf(requiredLong(column));
    }

    /// An exact number: digits, and maybe a point and more digits.
    ///
    /// @param precision the most digits in all, as in PostgreSQL's `numeric(precision, scale)`
    /// @param scale the most digits behind the point; zeros beyond it are left out
    public BigDecimal requiredDecimal(int column, int precision, int scale) throws RejectedRecordException {
        var field = required(column);
        try {
            return CsvNumbers.decimal(fields.chars(), fields.start(field), fields.end(field), precision, scale);
        } catch (InvalidValueException e) {
            throw invalid(column, e);
        }
    }

    /// An exact number, or null.
    ///
    /// @param precision the most digits in all, as in PostgreSQL's `numeric(precision, scale)`
    /// @param scale the most digits behind the point; zeros beyond it are left out
    public @Nullable BigDecimal optionalDecimal(int column, int precision, int scale) throws RejectedRecordException {
        return isEmpty(column) ? null : requiredDecimal(column, precision, scale);
    }

    /// A day, as `2026-11-20`.
    public LocalDate requiredDate(int column) throws RejectedRecordException {
        var field = required(column);
        try {
            return CsvDates.parse(fields.chars(), fields.start(field), fields.end(field));
        } catch (InvalidValueException e) {
            throw invalid(column, e);
        }
    }

    /// A day, as `2026-11-20`, or null.
    public @Nullable LocalDate optionalDate(int column) throws RejectedRecordException {
        return isEmpty(column) ? null : requiredDate(column);
    }

    /// A rejection of this row, for rules of the pipeline's own: `throw row.rejected(…)`.
    public RejectedRecordException rejected(RejectCode code, String reason) {
        return new RejectedRecordException(code, reason, raw);
    }

    private boolean isEmpty(int column) {
        var field = header.field(column);
        return field < 0 || fields.start(field) == fields.end(field);
    }

    private int required(int column) throws RejectedRecordException {
        if (isEmpty(column)) {
            throw empty(column);
        }
        return header.field(column);
    }

    private RejectedRecordException empty(int column) {
        return rejected(RejectCode.EMPTY_FIELD, header.name(column) + " is empty");
    }

    private long within(int column, long value, long min, long max) throws RejectedRecordException {
        if (value < min || value > max) {
            throw rejected(
                    RejectCode.NUMBER_OUT_OF_RANGE,
                    "%s is not between %,d and %,d: %s".formatted(header.name(column), min, max, shown(column)));
        }
        return value;
    }

    private RejectedRecordException invalid(int column, InvalidValueException e) {
        return rejected(e.code(), "%s %s: %s".formatted(header.name(column), e.getMessage(), shown(column)));
    }

    private String shown(int column) {
        return JsonFields.shown(fields.text(header.field(column)));
    }
}
