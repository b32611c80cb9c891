package io.millrace.energy;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.local.LocalSpace;
import io.millrace.run.Totals;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/// A file of known records, of which every 1,000th is no reading.
///
/// @param name begins the name of each site in it, so that files of different names have no reading in common
record FaultyFile(String name, int records) {

    private static final int BAD_EVERY = 1_000;
    private static final long SEED = 7;

    /// Puts the file where the route `energy/**` expects it.
    Arrival put(LocalSpace space) {
        var key = "energy/" + name + ".ndjson";
        var content = content();
        var object = new ObjectVersion(space.landing(), key, space.put(key, content), null);
        return new Arrival(object, content.length, null, Instant.parse("2026-03-01T12:00:00Z"));
    }

    private byte[] content() {
        var file = new ByteArrayOutputStream();
        LongStream.range(0, records)
                .mapToObj(i -> isBad(i) ? "{\"site_id\":17}\n" : FeedFiles.json(reading(i)) + "\n")
                .forEach(line -> file.writeBytes(line.getBytes(StandardCharsets.UTF_8)));
        return file.toByteArray();
    }

    private static boolean isBad(long i) {
        return (i + 1) % BAD_EVERY == 0;
    }

    private Reading reading(long i) {
        var reading = ReadingFiles.reading(i, SEED);
        return new Reading(name + "-" + reading.site(), reading.at(), reading.generated(), reading.consumed());
    }

    Totals totals() {
        var bad = records / BAD_EVERY;
        return new Totals(records, records - bad, 0, bad);
    }

    /// The numbers of the bad records.
    List<Long> bad() {
        return LongStream.rangeClosed(1, records / BAD_EVERY).mapToObj(n -> n * BAD_EVERY).toList();
    }

    /// All that is to be stored.
    Set<ProcessedReading> expected() {
        var expected = HashSet.<ProcessedReading>newHashSet(records);
        LongStream.range(0, records)
                .filter(i -> !isBad(i))
                .forEach(i -> expected.add(scaled(ProcessedReading.of(reading(i)))));
        return expected;
    }

    /// All that is stored of its sites. Site by site, because each page of a scan takes DynamoDB Local the longer the
    /// larger the table is: over 200,000 readings that is minutes.
    Set<ProcessedReading> stored(Readings readings) {
        var stored = HashSet.<ProcessedReading>newHashSet(records);
        for (var i = 0; i < Math.min(records, ReadingFiles.SITES); i++) {
            var site = reading(i).site();
            @Nullable String cursor = null;
            do {
                var page = readings.ofSite(site, TimeRange.ALWAYS, Readings.LONGEST_PAGE, cursor);
                page.items().forEach(reading -> stored.add(scaled(reading)));
                cursor = page.next();
            } while (cursor != null);
        }
        return stored;
    }

    /// DynamoDB keeps no trailing zeros.
    private static ProcessedReading scaled(ProcessedReading reading) {
        return new ProcessedReading(
                reading.site(),
                reading.at(),
                scaled(reading.generated()),
                scaled(reading.consumed()),
                scaled(reading.net()),
                reading.anomaly());
    }

    private static BigDecimal scaled(BigDecimal number) {
        return number.setScale(3);
    }
}
