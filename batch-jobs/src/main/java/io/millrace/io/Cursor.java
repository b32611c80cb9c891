package io.millrace.io;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/// The place in a list where its next page begins, as text for a URL: opaque, unpadded base64url.
///
/// A cursor belongs to one query. It carries a checksum over the query and the place, so that a cursor that was cut,
/// changed, or moved to another query is recognised. That is no signature: whoever computes one by hand may begin the
/// same list wherever he likes, which he may anyway; what a cursor holds is not to be trusted beyond that.
public final class Cursor {

    private static final int CHECKSUM = 8;
    private static final JsonMapper JSON = JsonMapper.shared();

    private Cursor() {}

    /// The cursor for a position of a query.
    ///
    /// @param query whatever tells this list from others: its kind and its parameters, but for the page size
    /// @param position where the next page begins
    public static String write(List<? extends @Nullable Object> query, List<String> position) {
        var content = JSON.writeValueAsBytes(position);
        var cursor = Arrays.copyOf(checksum(query, content), CHECKSUM + content.length);
        System.arraycopy(content, 0, cursor, CHECKSUM, content.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    }

    /// The position in a cursor of the same query.
    ///
    /// @param position makes a position of what [#write] was given, and throws where it can be none of this query:
    ///   whoever computes the checksum can write anything into a cursor
    /// @throws InvalidCursorException if there is none
    public static <P> P read(
            List<? extends @Nullable Object> query, String cursor, Function<List<String>, P> position) {
        var bytes = decode(cursor);
        var content = Arrays.copyOfRange(bytes, Math.min(CHECKSUM, bytes.length), bytes.length);
        if (!Arrays.equals(Arrays.copyOf(bytes, CHECKSUM), checksum(query, content))) {
            throw new InvalidCursorException();
        }
        try {
            return position.apply(texts(content));
        } catch (RuntimeException noPosition) {
            throw new InvalidCursorException();
        }
    }

    private static List<String> texts(byte[] content) {
        var texts = List.of(JSON.readValue(content, String[].class));
        Assert.isTrue(texts.stream().allMatch(text -> text.indexOf('\0') < 0), "no store has a NUL in a key");
        return texts;
    }

    private static byte[] decode(String cursor) {
        try {
            return Base64.getUrlDecoder().decode(cursor.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            throw new InvalidCursorException();
        }
    }

    private static byte[] checksum(List<? extends @Nullable Object> query, byte[] content) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(JSON.writeValueAsBytes(query));
            return Arrays.copyOf(sha.digest(content), CHECKSUM);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
