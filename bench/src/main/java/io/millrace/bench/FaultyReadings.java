package io.millrace.bench;

import io.millrace.bench.ReadingFile.Form;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/// Files of readings under one key, of which about one record in 200 is bad and one in 500 repeats the key of the one
/// before it. All contents of a key have the same sites and times, and bad records in the same places, so that what is
/// stored tells of which content it came.
///
/// @param number of the key; its sites are its own
/// @param records how many each content has
record FaultyReadings(int number, int records, Form form, boolean compressed) {

    private static final int BAD_EACH = 200;
    private static final int REPEATED_EACH = 500;
    private static final int SITES = 7;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    String key() {
        return "energy/%05d%s%s".formatted(number, form == Form.NDJSON ? ".ndjson" : ".json", compressed ? ".gz" : "");
    }

    /// One of the contents that the key may have.
    byte[] content(int content) {
        var lines = new ArrayList<String>();
        for (var record = 0; record < records; record++) {
            lines.add(record(record, content));
        }
        var text =
                switch (form) {
                    case NDJSON -> String.join("\n", lines) + "\n";
                    case ARRAY -> "[\n" + String.join(",\n", lines) + "\n]\n";
                };
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return compressed ? gzip(bytes) : bytes;
    }

    private String record(int record, int content) {
        var place = new SplittableRandom(number * 1_000_003L + record);
        var bad = place.nextInt(BAD_EACH) == 0;
        var repeated = record > 0 && place.nextInt(REPEATED_EACH) == 0;
        var values = new SplittableRandom((number * 1_000_003L + record) * 1_000_003L + content);
        var reading = reading(repeated ? record - 1 : record, values);
        return bad ? spoilt(reading, values.nextInt(6)) : reading;
    }

    private String reading(int record, SplittableRandom values) {
        var at = START.plusSeconds(record / SITES);
        var time =
                switch (values.nextInt(3)) {
                    case 0 -> at.toString();
                    case 1 -> at.atOffset(ZoneOffset.ofHours(2)).toString();
                    default -> at.toString().replace("Z", ".000Z");
                };
        return "{\"site_id\":\"f%05d-%d\",\"timestamp\":\"%s\",\"energy_generated_kwh\":%s,\"energy_consumed_kwh\":%s}"
                .formatted(number, record % SITES, time, quantity(values), quantity(values));
    }

    private static BigDecimal quantity(SplittableRandom values) {
        return BigDecimal.valueOf(values.nextInt(-10_000, 90_000), 3);
    }

    private String spoilt(String reading, int how) {
        return switch (how) {
            case 0 -> reading.replace("site_id", "site");
            case 1 -> reading.replace("2026-", "2026-99-");
            case 2 -> reading.replaceFirst("\"f[0-9-]+\"", "17");
            case 3 -> reading.replaceFirst("\"f[0-9-]+\"", "\" \"");
            case 4 -> reading.replaceFirst("_kwh\":(-?[0-9.]+)", "_kwh\":\"$1\"");
            // An array that is no JSON fails as a whole.
            default -> form == Form.NDJSON ? reading.substring(0, reading.length() / 2) : reading.replace("_id", "");
        };
    }

    private static byte[] gzip(byte[] content) {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
