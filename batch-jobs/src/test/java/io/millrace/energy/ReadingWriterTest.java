package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.io.Item;
import io.millrace.io.RecordWriter;
import io.millrace.io.RecordingContext;
import io.millrace.io.WriteContext;
import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectCode;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

class ReadingWriterTest {

    private final AnomalyDigest digest = new AnomalyDigest();
    private final RecordingContext context = new RecordingContext();

    @Test
    void notesTheAnomaliesThatWereStored() throws Exception {
        var items = List.of(item("site-01", "-1"), item("site-02", "1"), item("site-03", "-1"), item("site-03", "-1"));

        writer(
                        (chunk, asked) -> {
                            asked.reject(chunk.getLast(), RejectCode.REFUSED_BY_STORE, "no");
                            return chunk.size() - 1;
                        })
                .write(items, context);

        assertThat(digest.subject()).isEqualTo("Millrace: 2 anomalies at 2 sites");
        assertThat(context.rejects()).extracting(RecordingContext.Reject::reason).containsExactly("no");
    }

    @Test
    void notesNothingOfAChunkThatFailed() {
        var writer =
                writer(
                        (chunk, asked) -> {
                            throw new IOException("no");
                        });

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> writer.write(List.of(item("site-01", "-1")), context));

        assertThat(digest.isEmpty()).isTrue();
    }

    @Test
    void passesTheLeaseOn() throws Exception {
        writer(
                        (_, asked) -> {
                            asked.ensureHeld();
                            return 0;
                        })
                .write(List.of(), context);

        assertThat(context.checks()).isEqualTo(1);
    }

    @Test
    void countsWhatItsStoreCounts() throws Exception {
        var items = List.of(item("site-01", "1"), item("site-02", "1"));

        assertThat(writer((_, _) -> 1).write(items, context)).isEqualTo(1);
    }

    @Test
    void takesPartInTheTransactionIfItsStoreDoes() {
        var elsewhere =
                new RecordWriter<ProcessedReading>() {
                    @Override
                    public int write(List<Item<ProcessedReading>> items, WriteContext context) {
                        return items.size();
                    }

                    @Override
                    public boolean transactional() {
                        return false;
                    }
                };

        assertThat(writer(elsewhere).transactional()).isFalse();
        assertThat(writer((items, _) -> items.size()).transactional()).isTrue();
    }

    private ReadingWriter writer(RecordWriter<ProcessedReading> store) {
        return new ReadingWriter(store, digest);
    }

    private static Item<ProcessedReading> item(String site, String generated) {
        var reading = new Reading(site, Instant.EPOCH, new BigDecimal(generated), BigDecimal.ONE);
        return new Item<>(new RawRecord(new Place(1, 0), new byte[0], 0), ProcessedReading.of(reading));
    }
}
