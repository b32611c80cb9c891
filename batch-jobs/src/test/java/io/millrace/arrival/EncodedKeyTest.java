package io.millrace.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.CharacterCodingException;

class EncodedKeyTest {

    @ParameterizedTest
    @CsvSource({
        "red+flower.jpg, red flower.jpg",
        "a%20b, a b",
        "a%2Bb, a+b",
        "a%2bb, a+b",
        "100%25, 100%",
        "a%2Fb/c, a/b/c",
        "Z%C3%BCrich, Zürich",
        "%F0%9F%94%8B, 🔋",
        // Not as S3 writes it, but there is only one way to understand it.
        "Zürich+🔋, Zürich 🔋",
    })
    void decodes(String encoded, String key) throws CharacterCodingException {
        assertThat(EncodedKey.decode(encoded)).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({"red flower.jpg, red+flower.jpg", "a+b/c=1, a%2Bb/c%3D1", "Zürich, Z%C3%BCrich", "100%, 100%25"})
    void encodesAsS3Does(String key, String encoded) {
        assertThat(EncodedKey.encode(key)).isEqualTo(encoded);
    }
}
