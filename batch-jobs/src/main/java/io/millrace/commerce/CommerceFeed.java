package io.millrace.commerce;

import io.millrace.aws.Buckets;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;

/// The simulated shop: sets of files of any size.
public class CommerceFeed {

    private final S3Client s3;
    private final String bucket;
    private final InstantSource clock;
    private final CommerceFeedSettings settings;

    CommerceFeed(S3Client s3, Buckets buckets, InstantSource clock, CommerceFeedSettings settings) {
        this.s3 = s3;
        this.bucket = buckets.landing();
        this.clock = clock;
        this.settings = settings;
    }

    /// Puts the set of yesterday, in UTC: the last day that is over. Its business date.
    public LocalDate tick() {
        var yesterday = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(1);
        put(yesterday);
        return yesterday;
    }

    /// Puts the three files of a business date into the landing bucket; what is in each. The same date makes the same
    /// files.
    public Map<CommerceFile, FeedCounts> put(LocalDate businessDate) {
        var counts = new EnumMap<CommerceFile, FeedCounts>(CommerceFile.class);
        for (var file : CommerceFile.values()) {
            counts.put(file, put(file, businessDate));
        }
        return counts;
    }

    /// Where a file of a set goes.
    public static String key(CommerceFile file, LocalDate businessDate) {
        return "commerce/%s/%s".formatted(businessDate, file.fileName());
    }

    /// Writes a file of a set, row by row, without holding it; the stream stays open.
    ///
    /// @return what is in it
    public static FeedCounts write(
            CommerceFeedSettings settings, CommerceFile file, LocalDate businessDate, OutputStream out)
            throws IOException {
        return new FeedRows(settings, file, businessDate).write(out);
    }

    /// By way of the disk: S3 wants to know the length first, and a file may be longer than memory.
    private FeedCounts put(CommerceFile file, LocalDate businessDate) {
        try {
            var temporary = Files.createTempFile("commerce-", ".csv");
            try {
                var counts = write(file, businessDate, temporary);
                s3.putObject(
                        request -> request.bucket(bucket).key(key(file, businessDate)).contentType("text/csv"),
                        RequestBody.fromFile(temporary));
                return counts;
            } finally {
                Files.delete(temporary);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FeedCounts write(CommerceFile file, LocalDate businessDate, Path path) throws IOException {
        try (var out = new BufferedOutputStream(Files.newOutputStream(path))) {
            return write(settings, file, businessDate, out);
        }
    }
}
