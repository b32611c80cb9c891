package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

class FeedFilesTest {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final FeedFiles files = new FeedFiles(10, 25, 0.2);

    @Test
    void areTheSameForTheSameSeed() {
        for (var n = 0; n < 24; n++) {
            assertThat(files.generate(7, n, AT)).isEqualTo(files.generate(7, n, AT));
            assertThat(files.generate(7, n, AT).content()).isNotEqualTo(files.generate(8, n, AT).content());
            assertThat(files.generate(7, n, AT).content()).isNotEqualTo(files.generate(7, n + 1, AT).content());
        }
    }

    @Test
    void takeTheFormatsInTurnAndCompressEveryFourth() {
        var keys = Stream.iterate(0, n -> n < 8, n -> n + 1).map(n -> files.generate(1, n, AT).key());

        assertThat(keys)
                .containsExactly(
                        "energy/2026/03/01/20260301T120000123Z-000000.json",
                        "energy/2026/03/01/20260301T120000123Z-000001.json",
                        "energy/2026/03/01/20260301T120000123Z-000002.ndjson",
                        "energy/2026/03/01/20260301T120000123Z-000003.json.gz",
                        "energy/2026/03/01/20260301T120000123Z-000004.json",
                        "energy/2026/03/01/20260301T120000123Z-000005.ndjson",
                        "energy/2026/03/01/20260301T120000123Z-000006.json",
                        "energy/2026/03/01/20260301T120000123Z-000007.json.gz");
    }

    @Test
    void holdReadingsOfAllSitesEachWithAKeyOfItsOwn() throws IOException {
        var readings = readings(files.generate(1, 1, AT));

        assertThat(readings).hasSize(25).allMatch(reading -> reading.size() == 4);
        assertThat(readings).extracting(reading -> reading.get("site_id").stringValue()).contains("site-01", "site-10");
        assertThat(readings)
                .extracting(reading -> reading.get("site_id").stringValue() + reading.get("timestamp").stringValue())
                .doesNotHaveDuplicates()
                .contains("site-012026-03-01T12:00:00.123Z", "site-012026-03-01T12:00:00.124Z");
    }

    @Test
    void holdOneReadingOrAllWhateverTheFormat() throws IOException {
        for (var n = 0; n < 24; n++) {
            assertThat(readings(files.generate(1, n, AT))).hasSize(n % 3 == 0 ? 1 : 25);
        }
    }

    @Test
    void haveNegativeQuantitiesInTheShareAskedFor() throws IOException {
        var quantities = new ArrayList<Double>();
        for (var n = 0; n < 300; n++) {
            for (var reading : readings(files.generate(3, n, AT))) {
                quantities.add(reading.get("energy_generated_kwh").doubleValue());
                quantities.add(reading.get("energy_consumed_kwh").doubleValue());
            }
        }

        var negative = quantities.stream().filter(quantity -> quantity < 0).count();

        assertThat((double) negative / quantities.size()).isBetween(0.18, 0.22);
    }

    private static List<JsonNode> readings(FeedFile file) throws IOException {
        var text = text(file);
        if (file.key().contains(".ndjson")) {
            return text.lines().map(JSON::readTree).toList();
        }
        var document = JSON.readTree(text);
        return document.isArray() ? List.copyOf(document.values()) : List.of(document);
    }

    private static String text(FeedFile file) throws IOException {
        if (!file.key().endsWith(".gz")) {
            return file.content().asUtf8String();
        }
        try (var gzip = new GZIPInputStream(file.content().asInputStream())) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
