package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

class CursorTest {

    private static final List<String> QUERY = Arrays.asList("readings", "site-01", null);
    private static final List<String> POSITION = List.of("süd, \"1\"", "2026-01-01T00:00:00Z");

    @Test
    void leadsBackToItsPosition() {
        assertThat(read(QUERY, Cursor.write(QUERY, POSITION))).isEqualTo(POSITION);
    }

    @Test
    void isSafeInAUrl() {
        for (var i = 0; i < 100; i++) {
            assertThat(Cursor.write(QUERY, List.of("position " + i + " ÿ?>~"))).matches("[A-Za-z0-9_-]+");
        }
    }

    @Test
    void belongsToOneQuery() {
        var cursor = Cursor.write(QUERY, POSITION);

        for (var other :
                List.of(
                        List.of("readings", "site-02"),
                        Arrays.asList("readings", "site-01", "2026"),
                        List.<String>of())) {
            assertThatExceptionOfType(InvalidCursorException.class).isThrownBy(() -> read(other, cursor));
        }
    }

    @Test
    void isKnownToBeChangedWhereverThatIs() {
        var cursor = Cursor.write(QUERY, POSITION);

        for (var i = 0; i < cursor.length() - 1; i++) {
            var changed = new StringBuilder(cursor);
            changed.setCharAt(i, cursor.charAt(i) == 'A' ? 'B' : 'A');
            assertThatExceptionOfType(InvalidCursorException.class).isThrownBy(() -> read(QUERY, changed.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A",
                "AAAA",
                "AAAAAAAAAAA",
                "nonsense",
                "not base64!",
                "größer",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void isNotJustAnything(String text) {
        assertThatExceptionOfType(InvalidCursorException.class)
                .isThrownBy(() -> read(QUERY, text))
                .withMessageContaining("cursor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[null]", "[", "{}", "[[]]", "1", "[\"a\\u0000\"]"})
    void isNotWhateverHasTheRightChecksum(String content) throws Exception {
        var cursor = forged(content.getBytes(StandardCharsets.UTF_8));

        assertThatExceptionOfType(InvalidCursorException.class).isThrownBy(() -> read(QUERY, cursor));
    }

    @Test
    void isRefusedByWhoeverCannotUseItsPosition() {
        var cursor = Cursor.write(QUERY, List.of());

        assertThatExceptionOfType(InvalidCursorException.class)
                .isThrownBy(() -> Cursor.read(QUERY, cursor, List::getFirst));
    }

    private static String forged(byte[] content) throws NoSuchAlgorithmException {
        var sha = MessageDigest.getInstance("SHA-256");
        sha.update(JsonMapper.shared().writeValueAsBytes(QUERY));
        var cursor = Arrays.copyOf(sha.digest(content), 8 + content.length);
        System.arraycopy(content, 0, cursor, 8, content.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    }

    private static List<String> read(List<String> query, String cursor) {
        return Cursor.read(query, cursor, Function.identity());
    }
}
