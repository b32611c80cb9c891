package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.io.FileFault;
import io.millrace.io.Item;
import io.millrace.io.Position;
import io.millrace.io.RecordReader;
import io.millrace.io.UnreadableObjectException;
import io.millrace.reject.Reject;
import io.millrace.reject.RejectedRecordException;
import io.millrace.run.ChunkSource.Chunk;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;

class ChunkSourceTest {

    private static final ObjectVersion OBJECT = new ObjectVersion("landing", "key", "v1", null);
    private static final int MEBIBYTE = 1 << 20;

    @Test
    void aChunkEndsAtItsNumberOfRecords() {
        try (var source = source(new MadeRecords(25, 1, record -> record % 5 == 0), 10, 1_000)) {
            List<Chunk<Long>> chunks = chunks(source);

            assertThat(chunks).extracting(chunk -> chunk.end().records()).containsExactly(10L, 20L, 25L);
            assertThat(chunks).extracting(chunk -> chunk.records().size()).containsExactly(8, 8, 4);
            assertThat(chunks).extracting(chunk -> chunk.rejects().size()).containsExactly(2, 2, 1);
            assertThat(chunks).extracting(Chunk::number).containsExactly(0L, 1L, 2L);
            assertThat(chunks).extracting(Chunk::done).containsExactly(false, false, true);
            assertThat(chunks.get(1)).returns(20L, Chunk::bytesDone).returns(25L, Chunk::bytesTotal);
        }
    }

    @Test
    void theLastChunkMayBeEmpty() {
        try (var source = source(new MadeRecords(20, 1, record -> false), 10, 1_000)) {
            assertThat(chunks(source)).extracting(Chunk::done).containsExactly(false, false, true);
        }
    }

    @Test
    void aChunkEndsAtItsNumberOfBytes() {
        try (var source = source(new MadeRecords(10, 300, record -> false), 1_000, 1_024)) {
            assertThat(chunks(source)).extracting(chunk -> chunk.end().records()).containsExactly(4L, 8L, 10L);
        }
    }

    @Test
    void theBytesOfRejectedRecordsCountAsWell() {
        try (var source = source(new MadeRecords(10, 256, record -> record % 2 == 0), 1_000, 1_024)) {
            assertThat(chunks(source)).extracting(chunk -> chunk.end().records()).containsExactly(4L, 8L, 10L);
        }
    }

    @Test
    void aChunkOfLongRejectsHoldsOnlyTheBeginningOfEach() {
        try (var source = source(new MadeRecords(100, MEBIBYTE, record -> true), 100, 1L << 40)) {
            Chunk<Long> chunk = next(source);

            assertThat(chunk.rejects())
                    .hasSize(100)
                    .allSatisfy(
                            reject -> {
                                assertThat(reject.raw()).hasSizeLessThanOrEqualTo(Reject.RAW_LIMIT);
                                assertThat(reject.rawLength()).isEqualTo(MEBIBYTE);
                            });
        }
    }

    @Test
    void aChunkOfLongRecordsHoldsOnlyTheBeginningOfEachText() {
        try (var source = source(new MadeRecords(100, MEBIBYTE, record -> false), 100, 1L << 40)) {
            Chunk<Long> chunk = next(source);

            assertThat(chunk.records())
                    .hasSize(100)
                    .allSatisfy(
                            item -> {
                                assertThat(item.raw().bytes()).hasSize(Reject.RAW_LIMIT);
                                assertThat(item.raw().length()).isEqualTo(MEBIBYTE);
                                assertThat(item.raw().place().record()).isEqualTo(item.value());
                            });
        }
    }

    @Test
    void goesOnWhereItIsOpened() {
        try (var source = source(new MadeRecords(25, 1, record -> false), 10, 1_000, new Position("made", 12, 12))) {
            assertThat(chunks(source)).extracting(chunk -> chunk.end().records()).containsExactly(22L, 25L);
        }
    }

    @Test
    void anInputThatBreaksOffEndsWithWhatCameBefore() {
        LongConsumer broken =
                record -> {
                    throw new UnreadableObjectException(OBJECT, FileFault.TRUNCATED, "The test says so", null);
                };
        try (var source = source(new BrokenAt(13, broken), 10, 1_000)) {
            List<Chunk<Long>> chunks = chunks(source);

            assertThat(chunks).extracting(chunk -> chunk.end().records()).containsExactly(10L, 12L);
            assertThat(chunks).noneMatch(Chunk::done);
            assertThat(source.fault()).isNotNull();
        }
    }

    /// Where the reader is then, nobody knows: the next chunk would begin anywhere.
    @Test
    void nothingMoreIsReadAfterAReaderHasThrown() {
        LongConsumer broken =
                record -> {
                    throw new OutOfMemoryError("The test says so");
                };
        try (var source = source(new BrokenAt(13, broken), 10, 1_000)) {
            assertThat(next(source).end().records()).isEqualTo(10);
            assertThatThrownBy(source::next).isInstanceOf(OutOfMemoryError.class);
            assertThat(source.next()).isNull();
        }
    }

    private static ChunkSource<Long> source(RecordReader<Long> reader, int records, long bytes) {
        return source(reader, records, bytes, Position.START);
    }

    private static ChunkSource<Long> source(RecordReader<Long> reader, int records, long bytes, Position from) {
        ChunkSource<Long> source =
                new ChunkSource<>(
                        reader,
                        records,
                        bytes,
                        e -> Reject.of(RunId.of(OBJECT), "load", e.raw(), e.code(), e.toString()));
        source.open(from);
        return source;
    }

    private static List<Chunk<Long>> chunks(ChunkSource<Long> source) {
        List<Chunk<Long>> chunks = new ArrayList<>();
        for (Chunk<Long> chunk = source.next(); chunk != null; chunk = source.next()) {
            chunks.add(chunk);
        }
        return chunks;
    }

    private static Chunk<Long> next(ChunkSource<Long> source) {
        return Objects.requireNonNull(source.next());
    }

    /// Throws at one record, and would go on with the next.
    private static final class BrokenAt implements RecordReader<Long> {

        private final MadeRecords records = new MadeRecords(1_000, 1, record -> false);
        private final long broken;
        private final LongConsumer fault;

        BrokenAt(long broken, LongConsumer fault) {
            this.broken = broken;
            this.fault = fault;
        }

        @Override
        public void open(Position from) {
            records.open(from);
        }

        @Override
        public @Nullable Item<Long> read() throws RejectedRecordException {
            if (records.position().records() + 1 == broken) {
                fault.accept(broken);
            }
            return records.read();
        }

        @Override
        public Position position() {
            return records.position();
        }

        @Override
        public long bytesDone() {
            return records.bytesDone();
        }

        @Override
        public long bytesTotal() {
            return records.bytesTotal();
        }

        @Override
        public void close() {}
    }
}
