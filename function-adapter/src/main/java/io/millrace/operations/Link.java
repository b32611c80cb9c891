package io.millrace.operations;

import io.swagger.v3.oas.annotations.media.Schema;

import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriComponentsBuilder;

/// Where something is, or what can be done with it.
public record Link(
        @Schema(description = "The HTTP method to use.", example = "POST") String method,
        @Schema(
                        description = "The URL, relative to this server.",
                        example = "/api/runs/d5aece85fa1577bef68726b499b74c60/restart")
                String href) {

    /// A link for reading.
    ///
    /// @param path from the root of the API, with placeholders
    /// @param variable a value for each placeholder, not encoded
    public static Link get(String path, Object... variable) {
        return new Link("GET", href(path, variable));
    }

    static Link post(String path, Object... variable) {
        return new Link("POST", href(path, variable));
    }

    /// Everything but unreserved characters is encoded, so that a value can be neither a path nor a query.
    private static String href(String path, Object... variable) {
        var context = ServletUriComponentsBuilder.fromCurrentContextPath().build().getPath();
        return UriComponentsBuilder.fromUriString((context == null ? "" : context) + path)
                .encode()
                .buildAndExpand(variable)
                .toUriString();
    }
}
