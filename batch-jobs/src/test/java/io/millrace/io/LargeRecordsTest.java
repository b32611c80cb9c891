package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import io.millrace.arrival.ObjectVersion;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Records larger than any memory pass by without being in it.
@Timeout(120)
class LargeRecordsTest {

    private static final long MEGABYTE = 1 << 20;
    private static final long FILLING = 400 * MEGABYTE;

    /// Enough for two blocks of 8 MB and all else, and far from the record.
    private static final long ALLOWANCE = 40 * MEGABYTE;

    @Test
    void skipsLineOf400Megabytes() {
        var file = new Stretched("{\"id\":\"a\"}\n{\"id\":\"", "\"}\n{\"id\":\"b\"}\n");

        assertThat(file.readWithin(ALLOWANCE))
                .containsExactly("1@0 a", "2@11 RECORD_TOO_LARGE", "3@" + (file.size() - 11) + " b", "end");
    }

    @Test
    void skipsElementOf400Megabytes() {
        var file = new Stretched("[{\"id\":\"a\"},{\"id\":\"", "\"},{\"id\":\"b\"}]");

        assertThat(file.readWithin(ALLOWANCE))
                .containsExactly("1@1 a", "2@12 RECORD_TOO_LARGE", "3@" + (file.size() - 11) + " b", "end");
    }

    @Test
    void skipsDocumentOf400Megabytes() {
        var file = new Stretched("{\n\"id\":\"", "\"}");

        assertThat(file.readWithin(ALLOWANCE)).containsExactly("1@0 RECORD_TOO_LARGE", "end");
    }

    @Test
    void noticesAnArrayThatIsAllInsideOfOneText() {
        var file = new Stretched("[{\"id\":\"a\"},{\"id\":\"", "");

        assertThat(file.readWithin(ALLOWANCE))
                .containsExactly("1@1 a", "TRUNCATED 1:%d@%d".formatted(file.size() + 1, file.size()));
    }

    /// An object that consists of a beginning, 400 MB of x, and an end.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Stretched(byte[] before, byte[] after) implements ObjectBytes {

        Stretched(String before, String after) {
            this(before.getBytes(StandardCharsets.UTF_8), after.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public long size() {
            return before.length + FILLING + after.length;
        }

        @Override
        public int read(long offset, byte[] into) {
            var length = Math.clamp(size() - offset, 0, into.length);
            Arrays.fill(into, 0, length, (byte) 'x');
            copy(before, offset, into, length);
            copy(after, offset - before.length - FILLING, into, length);
            return length;
        }

        private static void copy(byte[] part, long offset, byte[] into, int length) {
            for (var i = 0; i < part.length; i++) {
                if (i >= offset && i - offset < length) {
                    into[(int) (i - offset)] = part[i];
                }
            }
        }

        List<String> readWithin(long allowance) {
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            var object = new ObjectVersion("landing", "large.json", "v1", null);
            var before = threads.getCurrentThreadAllocatedBytes();

            var words = ReadOut.all(new JsonRecordReader<>(object, () -> this, ReadOut.IDS, IoSettings.defaults()));

            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(allowance);
            return words;
        }
    }
}
