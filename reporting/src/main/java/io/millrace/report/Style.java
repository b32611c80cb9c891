package io.millrace.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The one style sheet of all pages, which they carry in themselves, and the security policy that allows it and nothing
/// else.
///
/// @param css the text between the style tags
/// @param policy the page's content security policy
record Style(String css, String policy) {

    static final Style SHEET = of(Ink.css() + resource("report.css"));

    private static Style of(String css) {
        var style = "style-src 'sha256-" + hash(css) + "'";
        return new Style(css, "default-src 'none'; " + style + "; base-uri 'none'; form-action 'none'");
    }

    static String resource(String name) {
        try (var stream = Style.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("The resource %s is missing".formatted(name));
            }
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
