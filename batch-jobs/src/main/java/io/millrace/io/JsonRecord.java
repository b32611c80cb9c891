package io.millrace.io;

import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;

/// The fields of one JSON object, read with rules that leave nothing to guess. Fields that nobody asks for are ignored.
///
/// `required…` rejects a record whose field is missing or null; `optional…` returns null for it. A field that is there
/// must be right, required or not.
public final class JsonRecord {

    private final RawRecord raw;
    private final JsonFields fields;

    JsonRecord(RawRecord raw, JsonFields fields) {
        this.raw = raw;
        this.fields = fields;
    }

    /// The record as it stands in the file.
    public RawRecord raw() {
        return raw;
    }

    /// A text of at least one character that is no white space.
    public String requiredText(String name) throws RejectedRecordException {
        var text = text(required(name));
        if (text.isBlank()) {
            throw rejected(RejectCode.EMPTY_FIELD, name + " is empty");
        }
        return text;
    }

    /// A text, maybe empty, or null.
    public @Nullable String optionalText(String name) throws RejectedRecordException {
        var index = optional(name);
        return index < 0 ? null : text(index);
    }

    /// An exact number between 1E-1000 and 1E+1000.
    public BigDecimal requiredDecimal(String name) throws RejectedRecordException {
        return decimal(required(name));
    }

    /// An exact number between 1E-1000 and 1E+1000, or null.
    public @Nullable BigDecimal optionalDecimal(String name) throws RejectedRecordException {
        var index = optional(name);
        return index < 0 ? null : decimal(index);
    }

    /// An integer of 64 bits.
    public long requiredLong(String name) throws RejectedRecordException {
        return integer(required(name));
    }

    /// An integer of 64 bits, or null.
    public @Nullable Long optionalLong(String name) throws RejectedRecordException {
        var index = optional(name);
        return index < 0 ? null : Long.valueOf(integer(index));
    }

    /// An instant, from an ISO 8601 text with an offset from UTC: `2026-03-01T12:00:00Z`.
    public Instant requiredInstant(String name) throws RejectedRecordException {
        return instant(required(name));
    }

    /// An instant, from an ISO 8601 text with an offset from UTC, or null.
    public @Nullable Instant optionalInstant(String name) throws RejectedRecordException {
        var index = optional(name);
        return index < 0 ? null : instant(index);
    }

    /// A rejection of this record, for rules of the pipeline's own: `throw record.rejected(…)`.
    public RejectedRecordException rejected(RejectCode code, String reason) {
        return new RejectedRecordException(code, reason, raw);
    }

    private int required(String name) throws RejectedRecordException {
        var index = fields.find(name);
        if (index < 0) {
            throw rejected(RejectCode.MISSING_FIELD, name + " is missing");
        }
        if (fields.isNull(index)) {
            throw rejected(RejectCode.NULL_FIELD, name + " is null");
        }
        return index;
    }

    private int optional(String name) {
        var index = fields.find(name);
        return index < 0 || fields.isNull(index) ? -1 : index;
    }

    private String text(int index) throws RejectedRecordException {
        var text = fields.text(index);
        if (text == null) {
            throw wrongType(index, "a text");
        }
        for (var i = 0; i < text.length(); i++) {
            if (isUnstorable(text, i)) {
                throw rejected(
                        RejectCode.INVALID_CHARACTER,
                        "%s has the character U+%04X".formatted(fields.name(index), (int) text.charAt(i)));
            }
        }
        return text;
    }

    /// NUL, which PostgreSQL refuses, and halves of surrogate pairs, which have no UTF-8.
    private static boolean isUnstorable(String text, int index) {
        var character = text.charAt(index);
        if (!Character.isSurrogate(character)) {
            return character == 0;
        }
        var pairedWithNext = index + 1 < text.length() && Character.isSurrogatePair(character, text.charAt(index + 1));
        var pairedWithPrevious = index > 0 && Character.isSurrogatePair(text.charAt(index - 1), character);
        return !pairedWithNext && !pairedWithPrevious;
    }

    private BigDecimal decimal(int index) throws RejectedRecordException {
        try {
            return Decimals.parse(number(index));
        } catch (InvalidValueException e) {
            throw invalid(index, e);
        }
    }

    private long integer(int index) throws RejectedRecordException {
        try {
            return Decimals.parseLong(number(index));
        } catch (InvalidValueException e) {
            throw invalid(index, e);
        }
    }

    private String number(int index) throws RejectedRecordException {
        var number = fields.number(index);
        if (number == null) {
            throw wrongType(index, "a number");
        }
        return number;
    }

    private Instant instant(int index) throws RejectedRecordException {
        var text = fields.text(index);
        if (text == null) {
            throw wrongType(index, "a text with a timestamp");
        }
        try {
            return Timestamps.parse(text);
        } catch (InvalidValueException e) {
            throw invalid(index, e);
        }
    }

    private RejectedRecordException invalid(int index, InvalidValueException e) {
        return rejected(e.code(), "%s %s: %s".formatted(fields.name(index), e.getMessage(), fields.description(index)));
    }

    private RejectedRecordException wrongType(int index, String expected) {
        return rejected(
                RejectCode.WRONG_TYPE,
                "%s must be %s, but is %s".formatted(fields.name(index), expected, fields.description(index)));
    }
}
