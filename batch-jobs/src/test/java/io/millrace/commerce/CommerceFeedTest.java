package io.millrace.commerce;

import static io.millrace.commerce.CommerceDatabase.BUSINESS_DATE;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;

import io.millrace.aws.Buckets;
import io.millrace.commerce.CommerceResult.Shipments;
import io.millrace.local.LocalCloud;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataIntegrityViolationException;

import software.amazon.awssdk.services.s3.model.S3Object;

import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;

class CommerceFeedTest {

    private static final CommerceFeedSettings CLEAN = new CommerceFeedSettings(2_000, 1, 0.05, 0.03, 0);
    private static final CommerceFeedSettings DIRTY = new CommerceFeedSettings(2_000, 1, 0.05, 0.03, 0.02);

    private final CommerceDatabase database = new CommerceDatabase();

    @ParameterizedTest
    @EnumSource
    void writesTheSameForTheSameSeedAndDate(CommerceFile file) throws IOException {
        var otherSeed = new CommerceFeedSettings(2_000, 2, 0.05, 0.03, 0.02);

        assertThat(text(DIRTY, file, BUSINESS_DATE)).isEqualTo(text(DIRTY, file, BUSINESS_DATE));
        assertThat(text(DIRTY, file, BUSINESS_DATE)).isNotEqualTo(text(otherSeed, file, BUSINESS_DATE));
        assertThat(text(DIRTY, file, BUSINESS_DATE)).isNotEqualTo(text(DIRTY, file, BUSINESS_DATE.minusDays(1)));
    }

    @ParameterizedTest
    @EnumSource
    void writesTheColumnsThatThePageNames(CommerceFile file) throws IOException {
        var page = Files.readString(Path.of("..", "docs", "commerce.md"));

        assertThat(text(CLEAN, file, BUSINESS_DATE)).startsWith(String.join(",", file.columns()) + "\r\n");
        assertThat(page).contains("`" + file.fileName() + "`");
        assertThat(file.columns()).allSatisfy(column -> assertThat(page).contains("`" + column + "`"));
    }

    @Test
    void countsLateAndUndeliveredShipmentsAsTheAnalyticsDo() throws IOException {
        load(CLEAN, CommerceFile.ORDERS);
        load(CLEAN, CommerceFile.REVIEWS);
        var shipments = load(CLEAN, CommerceFile.SHIPMENT_DELIVERIES);

        var result = database.analysed();

        assertThat(result.shipments()).isEqualTo(new Shipments(shipments.late(), shipments.undelivered()));
        assertThat((double) shipments.late() / shipments.rows()).isBetween(0.04, 0.06);
        assertThat((double) shipments.undelivered() / shipments.rows()).isBetween(0.02, 0.04);
        assertThat(result.gaps().isEmpty()).as("the catalogue and the calendar have it all").isTrue();
        assertThat(result.bestProduct().name()).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void countsTheRowsThatCannotBeLoaded(CommerceFile file) throws IOException {
        var counts = load(DIRTY, file);

        assertThat(counts.dirty().keySet()).containsExactlyInAnyOrderElementsOf(SimulatedRows.dirt(file));
        assertThat((double) counts.rejected() / counts.good()).isBetween(0.01, 0.03);
        var loaded = "SELECT count(*) FROM staging.%s".formatted(file.tableName());
        assertThat(database.jdbc.sql(loaded).query(Long.class).single()).isEqualTo(counts.good());
    }

    @ParameterizedTest
    @EnumSource
    void hasTheSameGoodRowsWhetherDirtyOrNot(CommerceFile file) throws IOException {
        var clean = CommerceFeed.write(CLEAN, file, BUSINESS_DATE, OutputStream.nullOutputStream());
        var dirty = CommerceFeed.write(DIRTY, file, BUSINESS_DATE, OutputStream.nullOutputStream());

        assertThat(dirty.good()).isEqualTo(clean.good()).isEqualTo(clean.rows());
        assertThat(text(DIRTY, file, BUSINESS_DATE).lines())
                .containsAll(text(CLEAN, file, BUSINESS_DATE).lines().toList());
    }

    @Test
    void putsTheThreeFilesOfYesterday() throws IOException {
        var cloud = LocalCloud.shared();
        var space = cloud.newSpace();
        var buckets = new Buckets(space.landing(), space.results());
        var feed = new CommerceFeed(cloud.s3(), buckets, () -> Instant.parse("2026-11-21T00:00:00Z"), DIRTY);

        assertThat(feed.tick()).isEqualTo(BUSINESS_DATE);

        assertThat(cloud.s3().listObjectsV2(request -> request.bucket(space.landing())).contents())
                .extracting(S3Object::key)
                .containsExactly(
                        "commerce/2026-11-20/orders.csv",
                        "commerce/2026-11-20/reviews.csv",
                        "commerce/2026-11-20/shipment_deliveries.csv");
        for (var file : CommerceFile.values()) {
            var key = CommerceFeed.key(file, BUSINESS_DATE);
            var stored = cloud.s3().getObjectAsBytes(request -> request.bucket(space.landing()).key(key));
            assertThat(stored.asUtf8String()).isEqualTo(text(DIRTY, file, BUSINESS_DATE));
        }
    }

    @Test
    void saysWhatIsInTheFilesOfADate() {
        var cloud = LocalCloud.shared();
        var space = cloud.newSpace();
        var buckets = new Buckets(space.landing(), space.results());

        var counts = new CommerceFeed(cloud.s3(), buckets, Instant::now, DIRTY).put(BUSINESS_DATE);

        assertThat(counts)
                .hasEntrySatisfying(CommerceFile.ORDERS, file -> assertThat(file.good()).isEqualTo(2_000))
                .hasEntrySatisfying(CommerceFile.SHIPMENT_DELIVERIES, file -> assertThat(file.good()).isEqualTo(2_000))
                .hasEntrySatisfying(CommerceFile.REVIEWS, file -> assertThat(file.good()).isBetween(900L, 1_100L));
    }

    private static String text(CommerceFeedSettings settings, CommerceFile file, LocalDate date) throws IOException {
        var out = new ByteArrayOutputStream();
        CommerceFeed.write(settings, file, date, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /// Loads what PostgreSQL takes of a file.
    private FeedCounts load(CommerceFeedSettings settings, CommerceFile file) throws IOException {
        var rows =
                CsvReader.builder().allowExtraFields(true).ofCsvRecord(text(settings, file, BUSINESS_DATE)).stream()
                        .skip(1);
        rows.map(CsvRecord::getFields)
                .filter(fields -> fields.size() == file.columns().size())
                .forEach(fields -> insert(file, fields));
        return CommerceFeed.write(settings, file, BUSINESS_DATE, OutputStream.nullOutputStream());
    }

    private void insert(CommerceFile file, List<String> fields) {
        var row = new TreeMap<String, String>();
        row.put("ingestion_date", BUSINESS_DATE.toString());
        for (var column = 0; column < fields.size(); column++) {
            if (!fields.get(column).isEmpty()) {
                row.put(file.columns().get(column), fields.get(column));
            }
        }
        try {
            database.jdbc
                    .sql(
                            "INSERT INTO staging.%1$s SELECT * FROM jsonb_populate_record(NULL::staging.%1$s, ?::jsonb)"
                                    .formatted(file.tableName()))
                    .param(JsonMapper.shared().writeValueAsString(row))
                    .update();
        } catch (DataIntegrityViolationException refused) {
            // The caller counts what was loaded.
            assertThat(refused).hasMessageContaining("ERROR");
        }
    }
}
