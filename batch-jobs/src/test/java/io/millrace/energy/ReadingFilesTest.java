package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;

class ReadingFilesTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void holdWhatTheSeedSaysLineByLine() {
        var lines = new String(ReadingFiles.ndjson(1000, 5), StandardCharsets.UTF_8).lines().toList();

        assertThat(lines).hasSize(1000);
        for (var i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).isEqualTo(FeedFiles.json(ReadingFiles.reading(i, 5)));
        }
    }

    @Test
    void holdTheSameAsAnArray() {
        var array = JSON.readTree(ReadingFiles.array(1000, 5));

        assertThat(array.size()).isEqualTo(1000);
        for (var i = 0; i < 1000; i++) {
            assertThat(array.get(i)).isEqualTo(JSON.readTree(FeedFiles.json(ReadingFiles.reading(i, 5))));
        }
    }

    @Test
    void areWellFormedWithoutReadings() {
        assertThat(ReadingFiles.ndjson(0, 5)).asString().isBlank();
        assertThat(JSON.readTree(ReadingFiles.array(0, 5)).size()).isZero();
    }

    @Test
    void giveEveryReadingAKeyOfItsOwnAndEveryFifthAnAnomaly() {
        var keys = new HashSet<String>();
        var anomalies = 0;
        for (var i = 0; i < 20_000; i++) {
            var reading = ProcessedReading.of(ReadingFiles.reading(i, 5));
            keys.add(reading.site() + reading.at());
            anomalies += reading.anomaly() ? 1 : 0;
        }

        assertThat(keys).hasSize(20_000);
        assertThat(anomalies).isBetween(3_800, 4_200);
    }
}
