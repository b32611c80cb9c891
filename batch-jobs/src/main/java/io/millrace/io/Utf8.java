package io.millrace.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Whether bytes are UTF-8, as strictly as Unicode wants it: no overlong forms, no surrogates. Parsers look the other
/// way at what they skip.
final class Utf8 {

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private Utf8() {}

    /// The index of the first byte that is no UTF-8, or -1 if there is none.
    static int firstError(byte[] bytes) {
        var at = 0;
        // Nearly all of it is ASCII, which eight bytes at a time show by a zero in each top bit.
        while (at <= bytes.length - 8 && ((long) EIGHT_BYTES.get(bytes, at) & 0x8080808080808080L) == 0) {
            at += 8;
        }
        while (at < bytes.length && bytes[at] >= 0) {
            at++;
        }
        return at == bytes.length ? -1 : firstErrorOfMixed(bytes, at);
    }

    private static int firstErrorOfMixed(byte[] bytes, int from) {
        var decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(bytes, from, bytes.length - from);
        var out = CharBuffer.allocate(Math.min(bytes.length, 1024));
        while (true) {
            var result = decoder.decode(in, out.clear(), true);
            if (result.isError()) {
                return in.position();
            }
            if (result.isUnderflow()) {
                return -1;
            }
        }
    }
}
