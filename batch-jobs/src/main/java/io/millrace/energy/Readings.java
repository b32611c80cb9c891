package io.millrace.energy;

import static io.millrace.energy.ReadingsTable.SITE;
import static io.millrace.energy.ReadingsTable.TIMESTAMP;

import io.millrace.io.Cursor;
import io.millrace.io.Page;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import software.amazon.awssdk.core.pagination.sync.SdkIterable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// The readings that are stored. Every list comes in pages of 1 to [#LONGEST_PAGE] entries: as many as asked for,
/// unless the list ends, whatever DynamoDB's own pages of 1 MB hold; the cursor of a page leads to the next.
///
/// Reads are eventually consistent: what was just written may take a moment to show.
public class Readings {

    /// The most entries that a page may have.
    public static final int LONGEST_PAGE = 1000;

    private static final List<String> SITES = List.of("SITES");
    private static final String LAST_KEY = SortKeys.of(SortKeys.LAST);

    private final DynamoDbClient client;
    private final String table;

    Readings(DynamoDbClient client, EnergySettings settings) {
        this.client = client;
        this.table = settings.table();
    }

    /// A site's readings, by time; none for a site that is not known.
    ///
    /// @throws io.millrace.io.InvalidCursorException if the cursor is not of this list
    public Page<ProcessedReading> ofSite(String site, TimeRange range, int limit, @Nullable String cursor) {
        return ofSite(ReadingsIndex.READINGS, site, range, limit, cursor);
    }

    /// A site's anomalies, by time, from the sparse index.
    ///
    /// @throws io.millrace.io.InvalidCursorException if the cursor is not of this list
    public Page<ProcessedReading> anomaliesOfSite(String site, TimeRange range, int limit, @Nullable String cursor) {
        return ofSite(ReadingsIndex.ANOMALIES, site, range, limit, cursor);
    }

    /// All readings of all sites, those of a site together and by time, the sites in no particular order: a scan.
    ///
    /// @throws io.millrace.io.InvalidCursorException if the cursor is not of this list
    public Page<ProcessedReading> all(int limit, @Nullable String cursor) {
        return ofAllSites(ReadingsIndex.READINGS, limit, cursor);
    }

    /// All anomalies of all sites, in the order of [#all]: a scan, but only of the sparse index, so that it costs what
    /// the anomalies cost.
    ///
    /// @throws io.millrace.io.InvalidCursorException if the cursor is not of this list
    public Page<ProcessedReading> allAnomalies(int limit, @Nullable String cursor) {
        return ofAllSites(ReadingsIndex.ANOMALIES, limit, cursor);
    }

    /// The sites that have readings, in alphabetical order within the page.
    ///
    /// There is no register of sites that could fall out of step with the readings: the scan reads one item of each
    /// site and begins again behind the site's last possible timestamp, one short request per site however many
    /// readings it has. (AWS describes this way as the efficient one to list partition keys.)
    ///
    /// @throws io.millrace.io.InvalidCursorException if the cursor is not of this list
    public Page<String> sites(int limit, @Nullable String cursor) {
        checkLimit(limit);
        var sites = new ArrayList<String>();
        var next = siteAfter(cursor == null ? null : Cursor.read(SITES, cursor, Readings::site));
        while (next != null && sites.size() <= limit) {
            sites.add(next);
            next = siteAfter(next);
        }
        var page = Page.of(sites, limit, site -> Cursor.write(SITES, List.of(site)));
        return new Page<>(page.items().stream().sorted().toList(), page.next());
    }

    /// Whether a site has readings.
    public boolean knows(String site) {
        return !ofSite(site, TimeRange.ALWAYS, 1, null).items().isEmpty();
    }

    private Page<ProcessedReading> ofSite(
            ReadingsIndex index, String site, TimeRange range, int limit, @Nullable String cursor) {
        checkLimit(limit);
        if (range.isEmpty() || SiteId.faultOf(site) != null) {
            return new Page<>(List.of(), null);
        }
        var first = SortKeys.of(range.first());
        var last = SortKeys.of(range.last());
        var list = List.of(index.name(), site, first, last);
        var request =
                QueryRequest.builder()
                        .tableName(table)
                        .indexName(index.indexName())
                        .keyConditionExpression("#site = :site and #timestamp between :first and :last")
                        .expressionAttributeNames(Map.of("#site", index.partitionKey(), "#timestamp", TIMESTAMP))
                        .expressionAttributeValues(
                                Map.of(
                                        ":site", AttributeValue.fromS(site),
                                        ":first", AttributeValue.fromS(first),
                                        ":last", AttributeValue.fromS(last)))
                        .limit(limit + 1)
                        .exclusiveStartKey(start(index, list, cursor, place -> place.isOf(site, first, last)))
                        .build();
        return page(client.queryPaginator(request).items(), list, limit);
    }

    private Page<ProcessedReading> ofAllSites(ReadingsIndex index, int limit, @Nullable String cursor) {
        checkLimit(limit);
        var list = List.of(index.name());
        var request =
                ScanRequest.builder()
                        .tableName(table)
                        .indexName(index.indexName())
                        .limit(limit + 1)
                        .exclusiveStartKey(start(index, list, cursor, place -> true))
                        .build();
        return page(client.scanPaginator(request).items(), list, limit);
    }

    /// Goes on to further pages of DynamoDB's until it has what it needs.
    private static Page<ProcessedReading> page(
            SdkIterable<Map<String, AttributeValue>> items, List<String> list, int limit) {
        var found = items.stream().limit(limit + 1L).map(ReadingsTable::reading).toList();
        return Page.of(found, limit, last -> Cursor.write(list, List.of(last.site(), SortKeys.of(last.at()))));
    }

    private static @Nullable Map<String, AttributeValue> start(
            ReadingsIndex index, List<String> list, @Nullable String cursor, Predicate<ReadingPlace> belongs) {
        if (cursor == null) {
            return null;
        }
        var place = Cursor.read(list, cursor, texts -> place(texts, belongs));
        return index.key(place.site(), place.timestamp());
    }

    private static ReadingPlace place(List<String> texts, Predicate<ReadingPlace> belongs) {
        var place = new ReadingPlace(texts.getFirst(), texts.getLast());
        Assert.isTrue(belongs.test(place), "the place is of another list");
        return place;
    }

    private static String site(List<String> texts) {
        return new ReadingPlace(texts.getFirst(), LAST_KEY).site();
    }

    /// The site that follows another one in the order of [#sites]; null after the last.
    ///
    /// @param site null for the first; it need not have readings itself
    public @Nullable String siteAfter(@Nullable String site) {
        var request =
                ScanRequest.builder()
                        .tableName(table)
                        .projectionExpression(SITE)
                        .limit(1)
                        .exclusiveStartKey(site == null ? null : ReadingsIndex.READINGS.key(site, LAST_KEY))
                        .build();
        return client.scanPaginator(request).items().stream()
                .findFirst()
                .map(item -> ReadingsTable.text(item, SITE))
                .orElse(null);
    }

    private static void checkLimit(int limit) {
        Assert.isTrue(
                limit >= 1 && limit <= LONGEST_PAGE,
                () -> "a page has 1 to %d entries, not %d".formatted(LONGEST_PAGE, limit));
    }
}
