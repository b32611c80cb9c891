package io.millrace.io;

import io.millrace.io.JsonFields.Kind;
import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// Makes records of JSON objects.
///
/// ```java
/// static final RecordMapper<Reading> READINGS = JsonRecords.mapper(record -> new Reading(
///         record.requiredText("site_id"),
///         record.requiredInstant("timestamp"),
///         record.requiredDecimal("energy_generated_kwh")));
/// ```
///
/// A record is rejected unless it is strictly valid JSON in UTF-8, an object, and without a field twice. Deeper than in
/// the object itself nothing is looked at but the syntax.
public final class JsonRecords {

    /// Deeper than any record that somebody meant.
    private static final int MAX_DEPTH = 500;

    private static final JsonFactory PARSERS = JsonParsers.factory(MAX_DEPTH);

    private JsonRecords() {}

    /// Makes a value of the fields of a record. Must be thread-safe.
    @FunctionalInterface
    public interface FieldsMapper<T> {

        /// The value of one record.
        ///
        /// @throws RejectedRecordException if the record cannot be processed
        T map(JsonRecord record) throws RejectedRecordException;
    }

    /// A mapper for records that are JSON objects.
    public static <T> RecordMapper<T> mapper(FieldsMapper<T> fields) {
        return raw -> fields.map(parse(raw));
    }

    /// The fields of a record.
    ///
    /// @throws RejectedRecordException if it is no valid JSON object
    public static JsonRecord parse(RawRecord raw) throws RejectedRecordException {
        var bytes = raw.bytes();
        var encodingError = Utf8.firstError(bytes);
        if (encodingError >= 0) {
            throw rejected(raw, RejectCode.INVALID_ENCODING, "No UTF-8 at byte %,d of it".formatted(encodingError));
        }
        try (var parser = PARSERS.createParser(ObjectReadContext.empty(), bytes, 0, bytes.length)) {
            return new JsonRecord(raw, fields(parser, raw));
        } catch (StreamConstraintsException e) {
            throw rejected(raw, RejectCode.NESTED_TOO_DEEP, "It nests deeper than %,d".formatted(MAX_DEPTH));
        } catch (JacksonException e) {
            throw invalid(raw, e);
        }
    }

    private static JsonFields fields(JsonParser parser, RawRecord raw) throws RejectedRecordException {
        var fields = new JsonFields();
        var first = parser.nextToken();
        if (first == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                add(fields, parser.currentName(), parser);
            }
        } else {
            parser.skipChildren();
        }
        if (first == null || parser.nextToken() != null) {
            throw rejected(raw, RejectCode.INVALID_JSON, "It is not one JSON value, but none or several");
        }
        if (first != JsonToken.START_OBJECT) {
            throw rejected(raw, RejectCode.NOT_AN_OBJECT, "It is JSON, but no object");
        }
        var duplicate = fields.duplicate();
        if (duplicate != null) {
            throw rejected(raw, RejectCode.DUPLICATE_FIELD, JsonFields.shown(duplicate) + " is there more than once");
        }
        return fields;
    }

    private static void add(JsonFields fields, String name, JsonParser parser) {
        switch (parser.nextToken()) {
            case VALUE_STRING -> fields.add(name, Kind.TEXT, parser.getString());
            case VALUE_NUMBER_INT -> fields.add(name, Kind.NUMBER, parser.getString());
            case VALUE_NUMBER_FLOAT ->
                    fields.add(name, parser.isNaN() ? Kind.NOT_A_NUMBER : Kind.NUMBER, parser.getString());
            case VALUE_TRUE, VALUE_FALSE -> fields.add(name, Kind.BOOLEAN, parser.getString());
            case VALUE_NULL -> fields.add(name, Kind.NULL, null);
            case START_ARRAY -> {
                parser.skipChildren();
                fields.add(name, Kind.ARRAY, null);
            }
            default -> {
                parser.skipChildren();
                fields.add(name, Kind.OBJECT, null);
            }
        }
    }

    private static RejectedRecordException invalid(RawRecord raw, JacksonException e) {
        for (var b : raw.bytes()) {
            if (b == 0) {
                return rejected(raw, RejectCode.INVALID_CHARACTER, "It has a NUL");
            }
        }
        var offset = Math.max(0, e.getLocation().getByteOffset());
        var reason = "%s, at byte %,d of it".formatted(JsonParsers.reason(e), offset);
        return rejected(raw, RejectCode.INVALID_JSON, reason);
    }

    private static RejectedRecordException rejected(RawRecord raw, RejectCode code, String reason) {
        return new RejectedRecordException(code, reason, raw);
    }
}
