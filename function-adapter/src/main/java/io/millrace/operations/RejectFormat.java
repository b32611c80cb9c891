package io.millrace.operations;

import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The forms in which rejects are given out.
enum RejectFormat {
    JSON(MediaType.APPLICATION_JSON_VALUE),
    NDJSON(RejectFormat.NDJSON_TYPE),
    CSV(RejectFormat.CSV_TYPE);

    static final String NDJSON_TYPE = "application/x-ndjson";
    static final String CSV_TYPE = "text/csv";

    private final String mediaType;

    RejectFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    MediaType mediaType() {
        return MediaType.parseMediaType(mediaType);
    }

    String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The form that a request asks for.
    ///
    /// @param format the parameter `format`
    /// @param accept the header `Accept`
    static RejectFormat chosen(@Nullable String format, @Nullable String accept) {
        return format == null ? accepted(accept) : named(format);
    }

    private static RejectFormat named(String format) {
        return Stream.of(values())
                .filter(value -> value.extension().equals(format))
                .findFirst()
                .orElseThrow(
                        () -> ApiException.invalidParameter("format", "The value must be one of json, ndjson, csv."));
    }

    /// JSON for whoever takes anything, a browser for example.
    private static RejectFormat accepted(@Nullable String accept) {
        return accept == null || accept.isBlank()
                ? JSON
                : mediaTypes(accept).stream()
                        .flatMap(type -> Stream.of(values()).filter(value -> type.includes(value.mediaType())))
                        .findFirst()
                        .orElseThrow(RejectFormat::notAcceptable);
    }

    private static List<MediaType> mediaTypes(String accept) {
        try {
            var types = MediaType.parseMediaTypes(accept);
            MimeTypeUtils.sortBySpecificity(types);
            return types;
        } catch (InvalidMediaTypeException e) {
            throw notAcceptable();
        }
    }

    private static ApiException notAcceptable() {
        return ApiException.of(
                ApiCode.NOT_ACCEPTABLE,
                "There is no answer in any media type of the header Accept; there are application/json, "
                        + "application/x-ndjson and text/csv.");
    }
}
