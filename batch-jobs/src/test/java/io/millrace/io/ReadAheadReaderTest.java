package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

@Timeout(60)
class ReadAheadReaderTest {

    private static final String LINES = "{\"id\":\"a\"}\nnot json\n{\"id\":\"b\"}\n\n{\"id\":1}\n{\"id\":\"c\"}\n";

    /// With a thread for every object.
    private static <T> ReadAheadReader<T> ahead(RecordReader<T> reader, int records) {
        return new ReadAheadReader<>(reader, records, -1);
    }

    @Nested
    class OfLines extends RecordReaderContract {
        @Override
        RecordReader<?> reader(int blockSize) {
            return ahead(
                    StoredObject.of("a.ndjson", LINES).reader(ReadOut.IDS, StoredObject.settings(blockSize, 100)), 3);
        }

        @Override
        List<String> records() {
            return List.of("1@0 a", "2@11 INVALID_JSON", "3@20 b", "4@32 WRONG_TYPE", "5@41 c");
        }
    }

    @Nested
    class OfFewLines extends OfLines {
        @Override
        RecordReader<?> reader(int blockSize) {
            return new ReadAheadReader<>(
                    StoredObject.of("a.ndjson", LINES).reader(ReadOut.IDS, StoredObject.settings(blockSize, 100)), 3);
        }
    }

    @Test
    void aSmallObjectIsReadByTheCallersThread() {
        var small = new Counting(1_000, Integer.MAX_VALUE);
        var large = new Counting(7_000, Integer.MAX_VALUE);
        try (var reader = new ReadAheadReader<>(small, 100);
                var ahead = new ReadAheadReader<>(large, 100)) {
            reader.open(Position.START);
            ahead.open(Position.START);
            ReadOut.next(reader);
            ReadOut.next(ahead);

            assertThat(small.thread()).isSameAs(Thread.currentThread());
            assertThat(large.thread()).isNotSameAs(Thread.currentThread());
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void throwsTheFaultAtItsPlaceAlsoWithoutAThread(String call, Throwable fault) {
        var counting = new Counting(1_000, 750);
        counting.breaksIn = call;
        counting.fault = fault;
        try (var reader = new ReadAheadReader<>(counting, 400)) {
            reader.open(Position.START);
            var read = new ArrayList<String>();

            assertThatThrownBy(() -> readAll(reader, read)).isSameAs(fault);

            assertThat(read).hasSize(call.equals("bytesTotal") ? 700 : 749);
            assertThat(reader.position().records()).isEqualTo(read.size());
            assertThatThrownBy(reader::read).isSameAs(fault);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 1_000, 100_000})
    void handsOutAFaultBehindTheRecordsBeforeIt(int records) {
        var broken = "[" + "{\"id\":\"a\"},".repeat(999) + "{\"id\":\"a\"}}";
        var expected = ReadOut.all(StoredObject.of("a.json", broken).reader(ReadOut.IDS, IoSettings.defaults()));

        var reader = ahead(StoredObject.of("a.json", broken).reader(ReadOut.IDS, IoSettings.defaults()), records);

        assertThat(ReadOut.all(reader)).isEqualTo(expected).hasSize(1_001);
        assertThatExceptionOfType(UnreadableObjectException.class).isThrownBy(reader::read);
        assertThatExceptionOfType(UnreadableObjectException.class).isThrownBy(reader::read);
    }

    @Test
    void isWhereItHasHandedOutTo() {
        var plain = new Counting(5_000, Integer.MAX_VALUE);
        var ahead = ahead(new Counting(5_000, Integer.MAX_VALUE), 1_000);
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

    static Stream<Arguments> faults() {
        return Stream.of("read", "position", "bytesDone", "bytesTotal")
                .flatMap(
                        call ->
                                Stream.of(
                                                new StackOverflowError(),
                                                new OutOfMemoryError("Java heap space"),
                                                new IllegalArgumentException("no"))
                                        .map(fault -> Arguments.of(call, fault)));
    }

    /// Each but the fault of `bytesTotal`, which is asked for a number of records, comes at its place.
    @ParameterizedTest
    @MethodSource("faults")
    void throwsTheFaultOfTheOtherReaderWhateverItIs(String call, Throwable fault) {
        var counting = new Counting(1_000, 750);
        counting.breaksIn = call;
        counting.fault = fault;
        try (var ahead = ahead(counting, 400)) {
            ahead.open(Position.START);
            var read = new ArrayList<String>();

            assertThatThrownBy(() -> readAll(ahead, read)).isSameAs(fault);

            assertThat(read).hasSize(call.equals("bytesTotal") ? 700 : 749);
            assertThat(ahead.position().records()).isEqualTo(read.size());
            assertThatThrownBy(ahead::read).isSameAs(fault);
        }
    }

    /// As when there is no memory left even to hand a record over.
    @Test
    void throwsAlsoWhatEndsItsThreadOutsideOfTheOtherReader() {
        var counting = new Counting(10, 5);
        counting.breaksIn = "interrupt";
        try (var ahead = ahead(counting, 3)) {
            ahead.open(Position.START);
            var read = new ArrayList<String>();

            assertThatIllegalStateException()
                    .isThrownBy(() -> readAll(ahead, read))
                    .withCauseInstanceOf(InterruptedException.class);

            assertThat(read).hasSize(4);
        }
    }

    @Test
    void handsOutNothingForEverOnceItIsClosed() {
        var ahead = ahead(new Counting(10, Integer.MAX_VALUE), 3);
        ahead.open(Position.START);
        ahead.close();

        assertThatIllegalStateException().isThrownBy(() -> readAll(ahead, new ArrayList<>()));
    }

    private static void readAll(RecordReader<?> reader, List<String> read) {
        while (true) {
            read.add(Objects.requireNonNull(ReadOut.next(reader)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 8, 100, 5_000})
    void isNotFurtherAheadThanItMayBe(int records) {
        var counting = new Counting(20_000, Integer.MAX_VALUE);
        try (var ahead = ahead(counting, records)) {
            ahead.open(Position.START);
            await().until(() -> counting.reads.get() > records / 2);
            for (var handedOut = 0; ReadOut.next(ahead) != null; handedOut++) {
                assertThat(counting.reads.get()).isLessThanOrEqualTo(handedOut + 1 + records);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, Integer.MAX_VALUE})
    void holdsLittleOfLongRecordsWhetherTheyAreRejectedOrNot(int rejectsEach) {
        var counting = new Counting(20_000, Integer.MAX_VALUE);
        counting.text = new byte[1 << 20];
        counting.rejectsEach = rejectsEach;
        try (var ahead = ahead(counting, 20_000)) {
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
        var ahead = ahead(counting, 10);
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
        var ahead = ahead(counting, 10);
        ahead.open(Position.START);
        await().until(() -> counting.reads.get() > 0);

        ahead.close();

        assertThat(counting.closed).isTrue();
        assertThat(counting.thread()).returns(false, Thread::isAlive);
    }

    @Test
    void closesTheOtherReaderAlsoIfItWasNeverOpen() {
        var counting = new Counting(1, Integer.MAX_VALUE);

        ahead(counting, 10).close();

        assertThat(counting.closed).isTrue();
    }

    /// Counts from 1, rejects every tenth record, breaks at one in some call, and notices what is done to it.
    private static final class Counting implements RecordReader<Integer> {

        final AtomicInteger reads = new AtomicInteger();
        byte[] text = new byte[1];
        int rejectsEach = 10;
        String breaksIn = "read";
        Throwable fault = new StackOverflowError();
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
            breakIn("read");
            if (breaksIn.equals("interrupt") && records == breaksAt) {
                Thread.currentThread().interrupt();
            }
            var raw = new RawRecord(new Place(records, 10 * records), text, text.length);
            if (records % rejectsEach == 0) {
                throw new RejectedRecordException(RejectCode.INCONSISTENT_FIELDS, "tenth", raw);
            }
            return new Item<>(raw, (int) records);
        }

        private void breakIn(String call) {
            if (breaksIn.equals(call) && records >= breaksAt) {
                switch (fault) {
                    case Error e -> throw e;
                    case RuntimeException e -> throw e;
                    case Throwable e -> throw new AssertionError(e);
                }
            }
        }

        @Override
        public Position position() {
            breakIn("position");
            return new Position("counted", 10 * records, records);
        }

        @Override
        public long bytesDone() {
            breakIn("bytesDone");
            return 10 * records;
        }

        @Override
        public long bytesTotal() {
            breakIn("bytesTotal");
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
