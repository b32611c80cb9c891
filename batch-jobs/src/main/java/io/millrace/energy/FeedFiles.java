package io.millrace.energy;

import software.amazon.awssdk.core.SdkBytes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// Makes files of random readings: the three formats in turn, every fourth file compressed.
///
/// @param sites number of sites, `site-01` and so on
/// @param readingsPerFile readings in a file, but for the files of a single one
/// @param negativeShare share of quantities that are negative
record FeedFiles(int sites, int readingsPerFile, double negativeShare) {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu/MM/dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private enum Format {
        SINGLE("json", "application/json"),
        ARRAY("json", "application/json"),
        LINES("ndjson", "application/x-ndjson");

        final String extension;
        final String contentType;

        Format(String extension, String contentType) {
            this.extension = extension;
            this.contentType = contentType;
        }
    }

    /// The `n`-th file of a feed, as of that time: the same arguments make the same bytes.
    FeedFile generate(long seed, long n, Instant at) {
        var format = Format.values()[(int) Math.floorMod(n, 3L)];
        // Consecutive seeds must not make the same files one number apart.
        var random = new SplittableRandom(seed * 1_000_003 + n);
        var content = text(format, random, at.truncatedTo(ChronoUnit.MILLIS)).getBytes(StandardCharsets.UTF_8);
        var key = "energy/%s/%s-%06d.%s".formatted(DAY.format(at), INSTANT.format(at), n, format.extension);
        return Math.floorMod(n, 4L) == 3
                ? new FeedFile(key + ".gz", "application/gzip", SdkBytes.fromByteArray(gzip(content)))
                : new FeedFile(key, format.contentType, SdkBytes.fromByteArray(content));
    }

    private String text(Format format, SplittableRandom random, Instant at) {
        return switch (format) {
            case SINGLE -> json(reading(random, random.nextInt(sites), at)) + "\n";
            case ARRAY -> readings(random, at).collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
            case LINES -> readings(random, at).collect(Collectors.joining("\n", "", "\n"));
        };
    }

    /// The sites in turn; once they are through, again a millisecond later, so that no two readings have the same key.
    private Stream<String> readings(SplittableRandom random, Instant at) {
        return IntStream.range(0, readingsPerFile)
                .mapToObj(i -> json(reading(random, i % sites, at.plusMillis(i / sites))));
    }

    private Reading reading(SplittableRandom random, int site, Instant at) {
        return new Reading("site-%02d".formatted(site + 1), at, quantity(random), quantity(random));
    }

    private BigDecimal quantity(SplittableRandom random) {
        var quantity = BigDecimal.valueOf(random.nextInt(1, 100_000), 3);
        return random.nextDouble() < negativeShare ? quantity.negate() : quantity;
    }

    static String json(Reading reading) {
        return "{\"site_id\":\""
                + reading.site()
                + "\",\"timestamp\":\""
                + reading.at()
                + "\",\"energy_generated_kwh\":"
                + reading.generated()
                + ",\"energy_consumed_kwh\":"
                + reading.consumed()
                + "}";
    }

    private static byte[] gzip(byte[] content) {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(content);
        } catch (IOException memoryDoesNotFail) {
            throw new UncheckedIOException(memoryDoesNotFail);
        }
        return compressed.toByteArray();
    }
}
