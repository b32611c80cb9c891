package io.millrace.io;

import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What becomes of every record that a reader meets, in words that tests compare: `1@0 value`, `2@24 MISSING_FIELD`,
/// and at last `end` or `INVALID_JSON 3:5@60`.
final class ReadOut {

    private ReadOut() {}

    /// Requires the text `id`; `kwh`, `at` and `n` must be right if they are there.
    static final RecordMapper<String> IDS =
            JsonRecords.mapper(
                    fields -> {
                        fields.optionalDecimal("kwh");
                        fields.optionalInstant("at");
                        fields.optionalLong("n");
                        return fields.requiredText("id");
                    });

    static List<String> all(RecordReader<?> reader) {
        var words = new ArrayList<String>();
        try (reader) {
            reader.open(Position.START);
            for (var word = next(reader); word != null; word = next(reader)) {
                words.add(word);
            }
            words.add("end");
        } catch (UnreadableObjectException e) {
            words.add(failure(e));
        }
        return words;
    }

    /// The next record's fate, or null at the end.
    static @Nullable String next(RecordReader<?> reader) {
        try {
            var item = reader.read();
            return item == null ? null : place(item.raw()) + " " + item.value();
        } catch (RejectedRecordException e) {
            return place(e.raw()) + " " + e.code();
        }
    }

    private static String place(RawRecord raw) {
        return raw.place().record() + "@" + raw.place().offset();
    }

    static String failure(UnreadableObjectException e) {
        if (e.line() == null) {
            return e.offset() == null ? e.code() : e.code() + " @" + e.offset();
        }
        return "%s %d:%d@%d".formatted(e.code(), e.line(), e.column(), Objects.requireNonNull(e.offset()));
    }
}
