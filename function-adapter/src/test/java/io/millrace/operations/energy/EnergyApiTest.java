package io.millrace.operations.energy;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.io.Cursor;
import io.millrace.operations.Api;
import io.millrace.operations.ApiTest;
import io.millrace.operations.Files;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

@ApiTest
class EnergyApiTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Autowired Api api;

    @Autowired Files files;

    @Test
    void numbersAreExact() {
        files.run(
                "energy/exact.ndjson",
                """
                {"site_id":"exact","timestamp":"2026-03-01T12:00:00Z","energy_generated_kwh":0.3,"energy_consumed_kwh":0.1}
                {"site_id":"exact","timestamp":"2026-03-01T12:00:01Z","energy_generated_kwh":1E+125,"energy_consumed_kwh":0}
                {"site_id":"exact","timestamp":"2026-03-01T12:00:02Z","energy_generated_kwh":1E-130,"energy_consumed_kwh":-0.0}
                {"site_id":"exact","timestamp":"2026-03-01T12:00:03Z","energy_generated_kwh":12345678901234567890.123456789012345678,"energy_consumed_kwh":1e2}
                """);

        var text = api.get("/api/energy/sites/exact/readings").text();

        assertThat(text)
                .contains("\"energy_generated_kwh\":0.3,\"energy_consumed_kwh\":0.1,\"net_energy_kwh\":0.2,")
                .contains("\"energy_generated_kwh\":1E+125,")
                .contains("\"energy_generated_kwh\":1E-130,\"energy_consumed_kwh\":0,")
                .contains(
                        "\"energy_generated_kwh\":12345678901234567890.123456789012345678,\"energy_consumed_kwh\":100,")
                .contains("\"net_energy_kwh\":12345678901234567790.123456789012345678,");
    }

    @Test
    void listsASitesReadingsOfATimeInPages() {
        files.run("energy/times.ndjson", readings("times", 10));
        var path = "/api/energy/sites/times/readings?";

        assertThat(api.walk(path + "limit=3"))
                .extracting(reading -> reading.get("timestamp").stringValue())
                .hasSize(10)
                .isSorted();
        assertThat(api.get(path + "from=2026-03-01T12:00:02Z&to=2026-03-01T12:00:04Z").items())
                .extracting(reading -> reading.get("timestamp").stringValue())
                .as("from is included, to is not")
                .containsExactly("2026-03-01T12:00:02Z", "2026-03-01T12:00:03Z");
        assertThat(api.get(path + "from=2026-03-01&to=2026-03-02").items()).hasSize(10);
        assertThat(api.get(path + "to=2026-03-01").items()).isEmpty();
    }

    @Test
    void listsAnomalies() {
        files.run(
                "energy/anomalies.ndjson",
                readings("anomalies", 3) + Files.reading("anomalies", "2026-03-02T00:00:00Z").replace("0.3", "-0.3"));

        var anomalies = api.get("/api/energy/sites/anomalies/anomalies").items();

        assertThat(anomalies).hasSize(1);
        assertThat(anomalies.get(0).get("anomaly").booleanValue()).isTrue();
        assertThat(anomalies.get(0).get("net_energy_kwh").decimalValue()).isEqualTo("-0.4");
        assertThat(api.walk("/api/energy/anomalies?limit=1")).contains(anomalies.get(0));
        assertThat(api.get("/api/energy/sites/anomalies/anomalies?to=2026-03-02").items()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "50%", "a b+c", "測点-🔋", "a\\b", "x;y=z", "<b>"})
    void findsSitesOfAnyName(String site) {
        files.run(
                "energy/names/%d.json".formatted(site.hashCode()),
                Files.reading(site.replace("\\", "\\\\"), "2026-03-01T12:00:00Z"));

        var links =
                api.walk("/api/energy/sites?limit=100").stream()
                        .filter(entry -> entry.get("site").stringValue().equals(site))
                        .findFirst()
                        .orElseThrow()
                        .get("links");

        assertThat(api.get(links.at("/readings/href").stringValue()).items().get(0).get("site_id").stringValue())
                .isEqualTo(site);
        assertThat(api.get(links.at("/anomalies/href").stringValue()).items()).isEmpty();
    }

    @Test
    void doesNotKnowForeignSites() {
        api.get("/api/energy/sites/nobody/readings").problem(404, "RESOURCE_NOT_FOUND");
        api.get("/api/energy/sites/nobody/anomalies").problem(404, "RESOURCE_NOT_FOUND");
        api.get("/api/energy/sites/%20/readings").problem(404, "RESOURCE_NOT_FOUND");
    }

    @Test
    void namesTheParameterThatIsWrong() {
        files.run("energy/wrong.ndjson", readings("wrong", 1));
        var path = "/api/energy/sites/wrong/readings?";

        assertThat(api.get(path + "from=noon").problem(400, "INVALID_PARAMETER").get("parameter").stringValue())
                .isEqualTo("from");
        assertThat(api.get(path + "limit=1001").problem(400, "INVALID_PARAMETER").get("parameter").stringValue())
                .isEqualTo("limit");
        assertThat(api.get(path + "start_date=2026").problem(400, "UNKNOWN_PARAMETER").get("parameter").stringValue())
                .isEqualTo("start_date");
        api.get("/api/energy/readings?cursor=x").problem(400, "INVALID_CURSOR");
        api.get("/api/energy/sites?cursor=x").problem(400, "INVALID_CURSOR");
        api.get("/api/energy/readings?cursor=" + Cursor.write(List.of("READINGS"), List.of("site", "monday")))
                .problem(400, "INVALID_CURSOR");
    }

    /// DynamoDB's own pages end at 1 MB, wherever they are.
    @Test
    void walksThroughMoreThanThreeMegabytes() {
        var site = "walk-" + "x".repeat(1_500);
        files.run("energy/walk.ndjson", readings(site, 2_300));

        var readings = api.walk("/api/energy/sites/%s/readings?limit=1000".formatted(site));

        assertThat(readings.stream().mapToLong(reading -> reading.toString().length()).sum()).isGreaterThan(3_000_000);
        assertThat(readings)
                .extracting(reading -> Instant.parse(reading.get("timestamp").stringValue()))
                .containsExactlyElementsOf(IntStream.range(0, 2_300).mapToObj(NOON::plusSeconds).toList());
        assertThat(api.walk("/api/energy/readings?limit=999"))
                .filteredOn(reading -> reading.get("site_id").stringValue().equals(site))
                .containsExactlyElementsOf(readings);
        assertThat(api.get("/fetchrecords?site_id=" + URLEncoder.encode(site, StandardCharsets.UTF_8)).json())
                .as("complete, and as it always was")
                .containsExactlyElementsOf(readings);
    }

    private static String readings(String site, int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> Files.reading(site, NOON.plusSeconds(i).toString()))
                .collect(Collectors.joining());
    }
}
