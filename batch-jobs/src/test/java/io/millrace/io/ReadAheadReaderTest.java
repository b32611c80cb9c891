package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class ReadAheadReaderTest {

    private static final String LINES = "{\"id\":\"a\"}\nnot json\n{\"id\":\"b\"}\n\n{\"id\":1}\n{\"id\":\"c\"}\n";

    @Nested
    class OfLines extends RecordReaderContract {
        @Override
        RecordReader<?> reader(int blockSize) {
            return new ReadAheadReader<>(
                    StoredObject.of("a.ndjson", LINES).reader(ReadOut.IDS, StoredObject.settings(blockSize, 100)), 3);
        }

        @Override
        List<String> records() {
            return List.of("1@0 a", "2@11 INVALID_JSON", "3@20 b", "4@32 WRONG_TYPE", "5@41 c");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 1_000, 100_000})
    void handsOutAFaultBehindTheRecordsBeforeIt(int records) {
        var broken = "[" + "{\"id\":\"a\"},".repeat(999) + "{\"id\":\"a\"}}";
        var expected = ReadOut.all(StoredObject.of("a.json", broken).reader(ReadOut.IDS, IoSettings.defaults()));

        var reader =
                new ReadAheadReader<>(
                        StoredObject.of("a.json", broken).reader(ReadOut.IDS, IoSettings.defaults()), records);

        assertThat(ReadOut.all(reader)).isEqualTo(expected).hasSize(1_001);
        assertThatExceptionOfType(UnreadableObjectException.class).isThrownBy(reader::read);
        assertThatExceptionOfType(UnreadableObjectException.class).isThrownBy(reader::read);
    }

    @Test
    void isWhereItHasHandedOutTo() {
        var plain = new Counting(5_000, Integer.MAX_VALUE);
        var ahead = new ReadAheadReader<>(new Counting(5_000, Integer.MAX_VALUE), 1_000);
        try (ahead) {
            plain.open(Position.START);
            ahead.open(Position.START);
            String word;
            do {
                word = ReadOut.next(plain);
                assertThat(ReadOut.next(ahead)).isEqualTo(word);
                assertThat(ahead.position()).isEqualTo(plain.position());
                assertThat(ahead.bytesDone()).isEqualTo(plain.bytesDone());
            } while (word != null);
        }
    }

    @Test
    void reportsTheFaultOfTheOtherReaderWhateverItIs() {
        try (var ahead = new ReadAheadReader<>(new Counting(10, 5), 100)) {
            ahead.open(Position.START);
            var read = new ArrayList<String>();
            assertThatExceptionOfType(StackOverflowError.class)
                    .isThrownBy(
                            () -> {
                                while (true) {
                                    read.add(Objects.requireNonNull(ReadOut.next(ahead)));
                                }
                            });
            assertThat(read).hasSize(4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 8, 100, 5_000})
    void isNotFurtherAheadThanItMayBe(int records) {
        var counting = new Counting(20_000, Integer.MAX_VALUE);
        try (var ahead = new ReadAheadReader<>(counting, records)) {
            ahead.open(Position.START);
            await().until(() -> counting.reads.get() > records / 2);
            for (var handedOut = 0; ReadOut.next(ahead) != null; handedOut++) {
                assertThat(counting.reads.get()).isLessThanOrEqualTo(handedOut + 1 + records);
            }
        }
    }

    @Test
    void holdsLittleOfLongRecords() {
        var counting = new Counting(20_000, Integer.MAX_VALUE);
        counting.text = new byte[1 << 20];
        try (var ahead = new ReadAheadReader<>(counting, 20_000)) {
            ahead.open(Position.START);
            await().until(() -> counting.reads.get() > 15);
            for (var handedOut = 0; handedOut < 100; handedOut++) {
                ReadOut.next(ahead);
                assertThat(counting.reads.get()).isLessThanOrEqualTo(handedOut + 1 + 16 + 2);
            }
        }
    }

    @Test
    void closesWhileItWaitsToHandOver() {
        var counting = new Counting(20_000, Integer.MAX_VALUE);
        var ahead = new ReadAheadReader<>(counting, 10);
        ahead.open(Position.START);
        await().until(() -> counting.reads.get() > 5);

        ahead.close();

        assertThat(counting.closedByItself).isFalse();
        assertThat(counting.closed).isTrue();
        assertThat(counting.thread()).returns(false, Thread::isAlive);
    }

    @Test
    void closesWhileTheOtherReaderWaits() {
        var counting = new Counting(20_000, Integer.MAX_VALUE);
        counting.waits = new CountDownLatch(1);
        var ahead = new ReadAheadReader<>(counting, 10);
        ahead.open(Position.START);
        await().until(() -> counting.reads.get() > 0);

        ahead.close();

        assertThat(counting.closed).isTrue();
        assertThat(counting.thread()).returns(false, Thread::isAlive);
    }

    @Test
    void closesTheOtherReaderAlsoIfItWasNeverOpen() {
        var counting = new Counting(1, Integer.MAX_VALUE);

        new ReadAheadReader<>(counting, 10).close();

        assertThat(counting.closed).isTrue();
    }

    /// Counts from 1, rejects every tenth record, breaks at one, and notices what is done to it.
    private static final class Counting implements RecordReader<Integer> {

        final AtomicInteger reads = new AtomicInteger();
        byte[] text = new byte[1];
        @Nullable CountDownLatch waits;
        volatile boolean closed;
        volatile boolean closedByItself;

        private final int count;
        private final int breaksAt;
        private volatile @Nullable Thread thread;
        private long records;

        Counting(int count, int breaksAt) {
            this.count = count;
            this.breaksAt = breaksAt;
        }

        @Override
        public void open(Position from) {
            records = from.records();
        }

        @Override
        public @Nullable Item<Integer> read() throws RejectedRecordException {
            thread = Thread.currentThread();
            reads.incrementAndGet();
            if (waits != null) {
                try {
                    waits.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            if (records == count) {
                return null;
            }
            records++;
            if (records == breaksAt) {
                throw new StackOverflowError();
            }
            var raw = new RawRecord(new Place(records, 10 * records), text, text.length);
            if (records % 10 == 0) {
                throw new RejectedRecordException(RejectCode.INCONSISTENT_FIELDS, "tenth", raw);
            }
            return new Item<>(raw, (int) records);
        }

        @Override
        public Position position() {
            return new Position("counted", 10 * records, records);
        }

        @Override
        public long bytesDone() {
            return 10 * records;
        }

        @Override
        public long bytesTotal() {
            return 10L * count;
        }

        @Override
        public void close() {
            closed = true;
            var reading = thread;
            closedByItself = reading != null && reading.equals(Thread.currentThread());
        }

        Thread thread() {
            return Objects.requireNonNull(thread);
        }
    }
}
