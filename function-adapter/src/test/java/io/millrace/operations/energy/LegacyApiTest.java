package io.millrace.operations.energy;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.LocalCloud;
import io.millrace.operations.Api;
import io.millrace.operations.ApiTest;
import io.millrace.operations.Files;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

@ApiTest
class LegacyApiTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Autowired Api api;

    @BeforeAll
    static void store(@Autowired Files files) {
        files.run(
                "energy/legacy.ndjson",
                Files.reading("legacy", "2025-02-17T04:10:43Z")
                        + Files.reading("legacy", "2025-02-17T04:20:43Z").replace("0.3", "-0.3")
                        + Files.reading("legacy", "2025-02-18T23:59:59.9Z")
                        + Files.reading("legacy-two", "2025-02-18T00:00:00Z").replace("0.3", "-0.3"));
    }

    private static List<String> times(JsonNode readings) {
        return readings.valueStream().map(reading -> reading.get("timestamp").stringValue()).toList();
    }

    @Test
    void answersAsItAlwaysDid() {
        assertThat(api.get("/fetchanomalies?site_id=legacy").text())
                .isEqualTo(
                        """
                        [{"site_id":"legacy","timestamp":"2025-02-17T04:20:43Z","energy_generated_kwh":-0.3,\
                        "energy_consumed_kwh":0.1,"net_energy_kwh":-0.4,"anomaly":true}]\
                        """);
        assertThat(api.get("/fetchrecords?site_id=legacy").json()).hasSize(3);
        assertThat(api.get("/fetchrecords?site_id=nobody").text()).isEqualTo("[]");
        assertThat(api.get("/fetchall").json().valueStream().map(reading -> reading.get("site_id").stringValue()))
                .contains("legacy", "legacy-two");
        assertThat(api.get("/fetchall?site_id=legacy&unknown=ignored").json()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "start_date=2025-02-17T04:10:43Z&end_date=2025-02-17T04:20:43Z, 2",
        "start_date=2025-02-17T04:10:44Z&end_date=2025-02-17T04:20:43Z, 1",
        "start_date=2025-02-17T04:10:43&end_date=2025-02-17 04:20:42, 1",
        "start_date=2025-02-17&end_date=2025-02-17, 2",
        "start_date=2025-02-18&end_date=2025-02-18, 1",
        "start_date=2025-02-17T05:10:43%2B01:00, 3",
        "end_date=2025-02-17, 2",
        "start_date=2025-02-19, 0"
    })
    void bothEndsOfTheTimeBelongToIt(String dates, int readings) {
        var query = dates.replace(" ", "%20");

        assertThat(api.get("/fetchrecords?site_id=legacy&" + query).json()).hasSize(readings);
        assertThat(api.get("/fetchall?site_id=legacy&" + query).json()).hasSize(readings);
    }

    @Test
    void allReadingsOfATime() {
        var readings = api.get("/fetchall?start_date=2025-02-18&end_date=2025-02-18").json();

        assertThat(times(readings)).containsExactlyInAnyOrder("2025-02-18T23:59:59.900Z", "2025-02-18T00:00:00Z");
    }

    @Test
    void anomaliesOfATime() {
        assertThat(api.get("/fetchanomalies?site_id=legacy&start_date=2025-02-18").json()).isEmpty();
        assertThat(api.get("/fetchanomalies?site_id=legacy&end_date=2025-02-17").json()).hasSize(1);
    }

    @Test
    void pagesForWhoeverAsks() {
        assertThat(api.walk("/fetchrecords?site_id=legacy&limit=1")).hasSize(3);
        assertThat(api.walk("/fetchanomalies?site_id=legacy&limit=1")).hasSize(1);
        assertThat(api.walk("/fetchall?limit=500")).contains(api.get("/fetchrecords?site_id=legacy").json().get(0));
        assertThat(api.walk("/fetchall?start_date=2025-02-18&end_date=2025-02-18&limit=500")).hasSize(2);
        assertThat(api.get("/fetchrecords?site_id=legacy&limit=1").header("Link")).contains("site_id=legacy");
    }

    @Test
    void whatFailsHalfWayDoesNotLookComplete(@Autowired Files files) {
        files.run(
                "energy/legacy-cut.ndjson",
                IntStream.range(0, 1_500)
                        .mapToObj(i -> Files.reading("cut", NOON.plusSeconds(i).toString()))
                        .collect(Collectors.joining()));
        var unreadable =
                Map.of(
                        "site_id",
                        AttributeValue.fromS("cut"),
                        "timestamp",
                        AttributeValue.fromS("2026-03-01T12:20:00.5Z"));
        var table = (String) ApiTest.SPACE.properties().get("millrace.energy.table");
        var dynamoDb = LocalCloud.shared().dynamoDb();
        dynamoDb.putItem(request -> request.tableName(table).item(unreadable));
        try {
            api.get("/fetchrecords?site_id=cut").problem(500, "INTERNAL_ERROR");
            assertThat(api.get("/fetchrecords?site_id=cut&limit=1000").status()).isEqualTo(200);
            api.get("/fetchrecords?site_id=cut&start_date=2026-03-01T12:20:00Z").problem(500, "INTERNAL_ERROR");
        } finally {
            dynamoDb.deleteItem(request -> request.tableName(table).key(unreadable));
        }
        assertThat(api.get("/fetchrecords?site_id=cut").json()).hasSize(1_500);
    }

    @ParameterizedTest
    @CsvSource({
        "/fetchrecords, MISSING_PARAMETER, site_id",
        "/fetchanomalies?start_date=2025-02-17, MISSING_PARAMETER, site_id",
        "/fetchrecords?site_id=legacy&start_date=monday, INVALID_PARAMETER, start_date",
        "/fetchrecords?site_id=legacy&end_date=2025-02-30, INVALID_PARAMETER, end_date",
        "/fetchrecords?site_id=legacy&start_date=2025-02-18&end_date=2025-02-16, INVALID_PARAMETER, end_date",
        "/fetchall?limit=0, INVALID_PARAMETER, limit",
        "/fetchall?cursor=x, INVALID_CURSOR, cursor"
    })
    void namesTheParameterThatIsWrong(String path, String code, String parameter) {
        assertThat(api.get(path).problem(400, code).get("parameter").stringValue()).isEqualTo(parameter);
    }
}
