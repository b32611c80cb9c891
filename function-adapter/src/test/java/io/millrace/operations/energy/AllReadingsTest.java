package io.millrace.operations.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.energy.ProcessedReading;
import io.millrace.io.Page;
import io.millrace.operations.ApiException;
import io.millrace.operations.energy.AllReadings.Pages;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import tools.jackson.databind.json.JsonMapper;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;

class AllReadingsTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final AtomicInteger fetched = new AtomicInteger();

    @Test
    void areAnArrayOfAllPages() {
        assertThat(JSON.readTree(array(pages(3, 10), DataSize.ofMegabytes(4)))).hasSize(30);
        assertThat(new String(array(pages(1, 0), DataSize.ofMegabytes(4)), StandardCharsets.UTF_8)).isEqualTo("[]");
    }

    @Test
    void areAllReadIfTheyAreExactlyAsLongAsTheyMayBe() {
        var length = array(pages(3, 10), DataSize.ofMegabytes(4)).length;

        assertThat(array(pages(3, 10), DataSize.ofBytes(length))).hasSize(length);
    }

    @Test
    void areRefusedAsSoonAsTheyAreTooLong() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> array(pages(Integer.MAX_VALUE, 10), DataSize.ofKilobytes(10)))
                .withMessageContaining("10,240 bytes")
                .withMessageContaining("limit")
                .withMessageContaining("cursor");

        // A reading has some 150 bytes.
        assertThat(fetched.get()).isBetween(5, 10);
    }

    private static byte[] array(Pages pages, DataSize longest) {
        return new AllReadings(JSON, longest).array(pages);
    }

    private Pages pages(int pages, int readings) {
        fetched.set(0);
        return (limit, cursor) ->
                new Page<>(
                        Collections.nCopies(readings, reading()),
                        fetched.incrementAndGet() == pages ? null : "cursor " + fetched);
    }

    private static ProcessedReading reading() {
        return new ProcessedReading(
                "site-01",
                Instant.parse("2026-03-01T12:00:00Z"),
                new BigDecimal("0.3"),
                new BigDecimal("0.1"),
                new BigDecimal("0.2"),
                false);
    }
}
