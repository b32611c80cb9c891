package io.millrace.io;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.util.JsonRecyclerPools;

/// How all of our parsers read JSON.
final class JsonParsers {

    private JsonParsers() {}

    /// Strict JSON in UTF-8, with two exceptions that are told apart later:
    ///
    /// - Numbers of any length are taken, because they are not turned into numbers before their text has been looked
    ///   at.
    /// - `NaN` and `Infinity`, which many programs write, are taken, so that they cost their record and not the file.
    static JsonFactory factory(int maxDepth) {
        return JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(maxDepth)
                                .maxNumberLength(Integer.MAX_VALUE)
                                .maxStringLength(Integer.MAX_VALUE)
                                .build())
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                // Guessing would take records for UTF-16 that only have a NUL in a bad place.
                .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                .recyclerPool(JsonRecyclerPools.threadLocalPool())
                .build();
    }

    /// Jackson's message without its view of where it is.
    static String reason(JacksonException e) {
        var message = e.getOriginalMessage();
        return message == null ? "It is not valid JSON" : message;
    }
}
