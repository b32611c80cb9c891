package io.millrace.io;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

import java.io.InputStream;
import java.util.Arrays;

/// Whether bytes are one JSON value, whatever is in it, and if not, where they stop being one.
final class JsonSyntax {

    /// A parser keeps some bytes per level, so depth needs an end; far beyond what [JsonRecords] follows.
    private static final int MAX_DEPTH = 100_000;

    private static final JsonFactory PARSERS = JsonParsers.factory(MAX_DEPTH);

    private JsonSyntax() {}

    /// What is wrong with JSON.
    ///
    /// @param offset index of the byte that is wrong
    /// @param atEnd whether only the end is wrong: more bytes might complete the value
    record Fault(long offset, String reason, boolean atEnd) {}

    /// The first error, or null if there is none, or none that can be found with bounded memory.
    static @Nullable Fault errorIn(byte[] bytes, int from, int to) {
        var plain = Arrays.copyOfRange(bytes, from, to);
        replaceData(plain, 0, plain.length);
        var error = firstError(PARSERS.createParser(ObjectReadContext.empty(), plain));
        return error != null && error.offset() >= plain.length
                ? new Fault(error.offset(), error.reason(), true)
                : error;
    }

    /// The same of a stream, which is read up to the error. Whoever has filled it has called [#replaceData].
    static @Nullable Fault errorIn(InputStream bytes) {
        return firstError(PARSERS.createParser(ObjectReadContext.empty(), bytes));
    }

    /// Puts `?` in the place of all that can only be data, or wrong in any place: bytes beyond ASCII, and NUL. So bad
    /// encoding is not taken for bad syntax.
    static void replaceData(byte[] bytes, int from, int to) {
        for (var at = from; at < to; at++) {
            if (bytes[at] <= 0) {
                bytes[at] = '?';
            }
        }
    }

    private static @Nullable Fault firstError(JsonParser opened) {
        try (var parser = opened) {
            return skipValue(parser);
        } catch (StreamConstraintsException e) {
            return null;
        } catch (JacksonException e) {
            return new Fault(offset(e), JsonParsers.reason(e), e instanceof UnexpectedEndOfInputException);
        }
    }

    private static @Nullable Fault skipValue(JsonParser parser) {
        if (parser.nextToken() == null) {
            return new Fault(0, "There is no value", true);
        }
        if (parser.currentToken().isStructStart()) {
            for (var depth = 1; depth > 0; ) {
                var token = parser.nextToken();
                if (token == null) {
                    return new Fault(parser.currentLocation().getByteOffset(), "The end is missing", true);
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            }
        }
        JsonToken following = parser.nextToken();
        return following == null
                ? null
                : new Fault(parser.currentTokenLocation().getByteOffset(), "A second value follows", false);
    }

    private static long offset(JacksonException e) {
        return Math.max(0, e.getLocation().getByteOffset());
    }
}
