package io.millrace.io;

import org.springframework.util.StringUtils;

import java.util.Locale;

/// How content is laid out, so that a later reader need not look at its beginning again.
///
/// @param form how records follow each other
/// @param gzip whether the object is compressed
record Layout(Form form, boolean gzip) {

    private static final String GZIP = "+gzip";

    /// How records follow each other.
    enum Form {
        /// One record a line.
        LINES,
        /// One JSON array, each element a record.
        ARRAY,
        /// One JSON object, itself the record.
        DOCUMENT
    }

    /// The layout of a [Position].
    static Layout of(String format) {
        var gzip = format.endsWith(GZIP);
        var form = gzip ? format.substring(0, format.length() - GZIP.length()) : format;
        return new Layout(Form.valueOf(form.toUpperCase(Locale.ROOT)), gzip);
    }

    /// Whether the object's name says that it holds lines.
    static boolean isNamedLines(String key) {
        var name = StringUtils.delete(key.toLowerCase(Locale.ROOT), ".gz");
        return name.endsWith(".ndjson") || name.endsWith(".jsonl");
    }

    /// As [Position] keeps it: `lines`, `array+gzip`.
    String format() {
        return form.name().toLowerCase(Locale.ROOT) + (gzip ? GZIP : "");
    }
}
