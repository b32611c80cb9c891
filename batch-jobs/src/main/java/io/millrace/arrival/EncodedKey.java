package io.millrace.arrival;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// The key in an S3 notification, written as in an HTML form: a space is `+`, other special bytes `%` and two digits.
///
/// The JDK's decoder is not used because it turns bytes that are not UTF-8 into a replacement character: the key of
/// another object.
final class EncodedKey {

    private static final int HEX = 16;

    private EncodedKey() {}

    static String decode(String encoded) throws CharacterCodingException {
        var source = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(encoded));
        var bytes = new ByteArrayOutputStream(source.remaining());
        while (source.hasRemaining()) {
            bytes.write(decodeNext(source));
        }
        var decoder = StandardCharsets.UTF_8.newDecoder();
        return decoder.decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    }

    static String encode(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }

    private static int decodeNext(ByteBuffer source) throws CharacterCodingException {
        var next = source.get();
        return switch (next) {
            case '+' -> ' ';
            case '%' -> HEX * digit(source) + digit(source);
            default -> next;
        };
    }

    private static int digit(ByteBuffer source) throws CharacterCodingException {
        var digit = source.hasRemaining() ? source.get() : -1;
        if (!HexFormat.isHexDigit(digit)) {
            throw new CharacterCodingException();
        }
        return HexFormat.fromHexDigit(digit);
    }
}
