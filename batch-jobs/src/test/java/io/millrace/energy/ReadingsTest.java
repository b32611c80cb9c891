package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.io.Cursor;
import io.millrace.io.DynamoDbRecordWriter;
import io.millrace.io.DynamoDbSettings;
import io.millrace.io.InvalidCursorException;
import io.millrace.io.Item;
import io.millrace.io.Page;
import io.millrace.io.RecordingContext;
import io.millrace.local.LocalCloud;
import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class ReadingsTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final LocalCloud cloud = LocalCloud.shared();
    private final DynamoDbClient client = cloud.dynamoDb();
    private final EnergySettings settings = new EnergySettings(cloud.newSpace().table("energy-readings"));
    private final Readings readings = new Readings(client, settings);

    @Test
    void keepsTheSchemaThatItsReadersKnow() throws Exception {
        write(reading("site-01", START, "0.3", "0.1"), reading("site-02", START, "-1.50", "0"));

        var items = client.scan(request -> request.tableName(settings.table())).items();

        assertThat(items)
                .containsExactlyInAnyOrder(
                        Map.of(
                                "site_id", AttributeValue.fromS("site-01"),
                                "timestamp", AttributeValue.fromS("2026-03-01T12:00:00.000000000Z"),
                                "energy_generated_kwh", AttributeValue.fromN("0.3"),
                                "energy_consumed_kwh", AttributeValue.fromN("0.1"),
                                "net_energy_kwh", AttributeValue.fromN("0.2"),
                                "anomaly", AttributeValue.fromBool(false)),
                        Map.of(
                                "site_id", AttributeValue.fromS("site-02"),
                                "timestamp", AttributeValue.fromS("2026-03-01T12:00:00.000000000Z"),
                                "energy_generated_kwh", AttributeValue.fromN("-1.5"),
                                "energy_consumed_kwh", AttributeValue.fromN("0"),
                                "net_energy_kwh", AttributeValue.fromN("-1.5"),
                                "anomaly", AttributeValue.fromBool(true),
                                "anomaly_site", AttributeValue.fromS("site-02")));
    }

    @ParameterizedTest
    @CsvSource({
        "-0, 0",
        "-0.00, 0E-10",
        "1E-130, 0",
        "0, -1E-130",
        "1.5E-130, 0",
        "9.9E+125, 0",
        "9.9999999999999999999999999999999999999E+125, 0",
        "-9.9999999999999999999999999999999999999E+125, 0",
        "1234567890123456789.0123456789012345678, 0",
        "0.3, 0.1",
        "1.10, 100.00"
    })
    void bringsEveryNumberBackAsItWent(String generated, String consumed) throws Exception {
        var reading = reading("site-01", START, generated, consumed);
        write(reading);

        var stored = readings.ofSite("site-01", TimeRange.ALWAYS, 10, null).items().getFirst();

        assertThat(stored)
                .usingRecursiveComparison()
                .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .isEqualTo(reading);
        assertThat(stored.anomaly()).isEqualTo(reading.anomaly());
    }

    @Test
    void isOneItemForTheSameReadingTwice() throws Exception {
        var reading = reading("site-01", START, "1", "2");

        write(reading, reading);
        write(reading);

        assertThat(readings.all(10, null).items()).hasSize(1);
    }

    @Test
    void forgetsAnAnomalyThatWasCorrected() throws Exception {
        write(reading("site-01", START, "-1", "2"));
        write(reading("site-01", START, "1", "2"));

        assertThat(readings.anomaliesOfSite("site-01", TimeRange.ALWAYS, 10, null).items()).isEmpty();
    }

    @Test
    void listsASiteFromInstantToInstant() throws Exception {
        write(hourly("site-01", 24));
        write(hourly("site-02", 24));
        var range = new TimeRange(START.plusSeconds(3 * 3600), START.plusSeconds(6 * 3600));

        var page = readings.ofSite("site-01", range, 10, null);

        assertThat(page.items()).extracting(ProcessedReading::site).containsOnly("site-01");
        assertThat(page.items())
                .extracting(ProcessedReading::at)
                .containsExactly(START.plusSeconds(3 * 3600), START.plusSeconds(4 * 3600), START.plusSeconds(5 * 3600));
    }

    @Test
    void listsWithOpenAndWithEmptyRanges() throws Exception {
        write(hourly("site-01", 4));
        var second = START.plusSeconds(3600);

        assertThat(count(new TimeRange(second, null))).isEqualTo(3);
        assertThat(count(new TimeRange(null, second))).isEqualTo(1);
        assertThat(count(new TimeRange(second, second))).isZero();
        assertThat(count(new TimeRange(second, second.plusNanos(1)))).isEqualTo(1);
        assertThat(count(new TimeRange(Instant.MIN, Instant.MAX))).isEqualTo(4);
        assertThat(count(new TimeRange(Instant.MIN, Instant.MIN))).isZero();
        assertThat(count(new TimeRange(Instant.MAX, null))).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> new TimeRange(second, START));
    }

    @Test
    void listsTheAnomaliesOfASite() throws Exception {
        write(hourly("site-01", 10));
        write(hourly("site-02", 10));
        var range = new TimeRange(START.plusSeconds(2 * 3600), null);

        assertThat(readings.anomaliesOfSite("site-01", TimeRange.ALWAYS, 10, null).items())
                .hasSize(4)
                .allMatch(ProcessedReading::anomaly)
                .allMatch(reading -> reading.site().equals("site-01"));
        assertThat(readings.anomaliesOfSite("site-01", range, 10, null).items()).hasSize(3);
        assertThat(walk(3, cursor -> readings.anomaliesOfSite("site-01", TimeRange.ALWAYS, 3, cursor))).hasSize(4);
        assertThat(walk(3, cursor -> readings.allAnomalies(3, cursor))).hasSize(8).allMatch(ProcessedReading::anomaly);
    }

    @Test
    void listsSitesWithoutReadingThemThrough() throws Exception {
        for (var site : List.of("süd", "b", "a/1", "z".repeat(2048), "c", "site 5", "%")) {
            write(hourly(site, 30));
        }

        assertThat(readings.sites(100, null))
                .isEqualTo(new Page<>(List.of("%", "a/1", "b", "c", "site 5", "süd", "z".repeat(2048)), null));
        assertThat(walk(2, cursor -> readings.sites(2, cursor)))
                .containsExactlyInAnyOrder("%", "a/1", "b", "c", "site 5", "süd", "z".repeat(2048));
        assertThat(readings.sites(7, null).next()).isNull();
        assertThat(readings.sites(6, null).next()).isNotNull();
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(readings.all(10, null)).isEqualTo(new Page<>(List.of(), null));
        assertThat(readings.sites(10, null)).isEqualTo(new Page<>(List.of(), null));
        assertThat(readings.ofSite("site-01", TimeRange.ALWAYS, 10, null).items()).isEmpty();
        assertThat(readings.ofSite("", TimeRange.ALWAYS, 10, null).items()).isEmpty();
        assertThat(readings.knows("site-01")).isFalse();
    }

    @Test
    void knowsASiteThatHasReadings() throws Exception {
        write(hourly("site-01", 1));

        assertThat(readings.knows("site-01")).isTrue();
        assertThat(readings.knows("site-0")).isFalse();
    }

    @Test
    void walksThroughMegabytesOfReadingsInPagesOfExactlyTheLimit() throws Exception {
        // 200 items of 20 KB are 4 MB; DynamoDB ends its own pages at 1 MB.
        var padding = "x".repeat(20_000);
        for (var i = 0; i < 200; i++) {
            var item =
                    new HashMap<>(
                            ReadingsTable.item(reading("site-01", START.plusSeconds(i), i % 2 == 0 ? "-1" : "1", "0")));
            item.put("padding", AttributeValue.fromS(padding));
            client.putItem(request -> request.tableName(settings.table()).item(item));
        }

        for (var limit : List.of(199, 120, 64)) {
            assertThat(walk(limit, cursor -> readings.ofSite("site-01", TimeRange.ALWAYS, limit, cursor)))
                    .hasSize(200)
                    .doesNotHaveDuplicates()
                    .isSortedAccordingTo(Comparator.comparing(ProcessedReading::at));
            assertThat(walk(limit, cursor -> readings.all(limit, cursor))).hasSize(200).doesNotHaveDuplicates();
            assertThat(walk(limit, cursor -> readings.allAnomalies(limit, cursor))).hasSize(100);
        }
    }

    @Test
    void goesOnBehindAReadingThatIsGone() throws Exception {
        write(hourly("site-01", 10));
        var page = readings.ofSite("site-01", TimeRange.ALWAYS, 5, null);
        client.deleteItem(
                request ->
                        request.tableName(settings.table())
                                .key(ReadingsIndex.READINGS.key("site-01", SortKeys.of(START.plusSeconds(4 * 3600)))));

        assertThat(readings.ofSite("site-01", TimeRange.ALWAYS, 5, page.next()).items()).hasSize(5);
    }

    @Test
    void refusesACursorOfAnotherList() throws Exception {
        write(hourly("site-01", 10));
        var cursor = readings.ofSite("site-01", TimeRange.ALWAYS, 2, null).next();

        for (var other :
                Stream.<Function<@Nullable String, ?>>of(
                                c -> readings.ofSite("site-02", TimeRange.ALWAYS, 2, c),
                                c -> readings.ofSite("site-01", new TimeRange(START, null), 2, c),
                                c -> readings.anomaliesOfSite("site-01", TimeRange.ALWAYS, 2, c),
                                c -> readings.all(2, c),
                                c -> readings.allAnomalies(2, c),
                                c -> readings.sites(2, c))
                        .toList()) {
            assertThatExceptionOfType(InvalidCursorException.class).isThrownBy(() -> other.apply(cursor));
        }
        assertThat(readings.ofSite("site-01", TimeRange.ALWAYS, 3, cursor).items()).hasSize(3);
    }

    /// Their checksums are right: it is no secret how to make one.
    @Test
    void refusesAForgedCursor() throws Exception {
        write(hourly("site-01", 10));
        var hour = new TimeRange(START, START.plusSeconds(3600));
        var first = SortKeys.of(hour.first());
        var last = SortKeys.of(hour.last());
        var valid = List.of("site-01", first);

        for (var place :
                List.of(
                        List.<String>of(),
                        List.of("site-01"),
                        List.of("", first),
                        List.of("site-01", ""),
                        List.of("site-01", "monday"),
                        List.of("site-01", "2026-03-01T12:00:00Z"),
                        List.of("site-01", "+10000-01-01T00:00:00.000000000Z"),
                        List.of("s".repeat(3000), first))) {
            for (var index : ReadingsIndex.values()) {
                var cursor = Cursor.write(List.of(index.name()), place);
                assertThatExceptionOfType(InvalidCursorException.class).isThrownBy(() -> all(index, cursor));
            }
        }
        for (var place : List.of(List.of("site-02", first), List.of("site-01", SortKeys.of(START.plusSeconds(3600))))) {
            var cursor = Cursor.write(List.of("READINGS", "site-01", first, last), place);
            assertThatExceptionOfType(InvalidCursorException.class)
                    .isThrownBy(() -> readings.ofSite("site-01", hour, 5, cursor));
        }
        for (var place : List.of(List.<String>of(), List.of(""), List.of("s".repeat(3000)))) {
            var cursor = Cursor.write(List.of("SITES"), place);
            assertThatExceptionOfType(InvalidCursorException.class).isThrownBy(() -> readings.sites(5, cursor));
        }
        assertThat(all(ReadingsIndex.READINGS, Cursor.write(List.of("READINGS"), valid)).items()).hasSize(4);
    }

    private Page<ProcessedReading> all(ReadingsIndex index, String cursor) {
        return switch (index) {
            case READINGS -> readings.all(4, cursor);
            case ANOMALIES -> readings.allAnomalies(4, cursor);
        };
    }

    @Test
    void refusesPagesOfNoSize() {
        assertThatIllegalArgumentException().isThrownBy(() -> readings.all(0, null));
        assertThatIllegalArgumentException().isThrownBy(() -> readings.sites(Readings.LONGEST_PAGE + 1, null));
    }

    private int count(TimeRange range) {
        return readings.ofSite("site-01", range, 10, null).items().size();
    }

    /// All entries of a list, page by page; every page but the last has as many as it may.
    private static <T> List<T> walk(int limit, Function<@Nullable String, Page<T>> list) {
        var entries = new ArrayList<T>();
        var page = list.apply(null);
        while (page.next() != null) {
            assertThat(page.items()).hasSize(limit);
            entries.addAll(page.items());
            page = list.apply(page.next());
        }
        assertThat(page.items()).isNotEmpty().hasSizeLessThanOrEqualTo(limit);
        entries.addAll(page.items());
        return entries;
    }

    private void write(ProcessedReading... values) throws Exception {
        var items =
                Stream.of(values)
                        .map(value -> new Item<>(new RawRecord(new Place(1, 0), new byte[0], 0), value))
                        .toList();
        var context = new RecordingContext();
        new DynamoDbRecordWriter<>(client, ReadingsTable.named(settings.table()), DynamoDbSettings.defaults())
                .write(items, context);
        assertThat(context.rejects()).isEmpty();
    }

    /// Every third one, from the first, is an anomaly.
    private static ProcessedReading[] hourly(String site, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> reading(site, START.plusSeconds(i * 3600L), i % 3 == 0 ? "-1" : "1", "0.5"))
                .toArray(ProcessedReading[]::new);
    }

    private static ProcessedReading reading(String site, Instant at, String generated, String consumed) {
        return ProcessedReading.of(new Reading(site, at, new BigDecimal(generated), new BigDecimal(consumed)));
    }
}
