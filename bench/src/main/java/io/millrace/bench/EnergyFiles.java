package io.millrace.bench;

import io.millrace.arrival.ObjectVersion;
import io.millrace.bench.ReadingFile.Form;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Puts files of readings into two buckets, one with versions and one without: some keys once, some again with newer
/// content soon after, and in the bucket without versions also with content that they had before.
final class EnergyFiles {

    private static final double AGAIN = 0.3;
    private static final double AS_BEFORE = 0.4;

    /// How many keys back one may be that gets newer content.
    private static final int RECENT = 8;

    private static final int LARGE = 8_000;

    private final S3Client s3;
    private final Announcements announcements;
    private final List<String> buckets;
    private final Random random;
    private final List<Put> puts = new ArrayList<>();
    private long files;

    /// @param buckets the first of them keeps versions
    EnergyFiles(S3Client s3, Announcements announcements, List<String> buckets, long seed) {
        this.s3 = s3;
        this.announcements = announcements;
        this.buckets = buckets;
        this.random = new Random(seed);
    }

    /// What a key has now.
    private record Put(String bucket, FaultyReadings readings, int content) {}

    /// Puts a file and has it announced.
    void put() {
        if (puts.isEmpty() || random.nextDouble() >= AGAIN) {
            var readings =
                    new FaultyReadings(
                            puts.size(),
                            records(),
                            random.nextInt(3) == 0 ? Form.ARRAY : Form.NDJSON,
                            random.nextInt(4) == 0);
            puts.add(new Put(buckets.get(random.nextInt(buckets.size())), readings, 0));
            put(puts.getLast());
        } else {
            var i = puts.size() - 1 - random.nextInt(Math.min(RECENT, puts.size()));
            var before = puts.get(i);
            var versioned = before.bucket().equals(buckets.getFirst());
            var asBefore = !versioned && before.content() > 0 && random.nextDouble() < AS_BEFORE;
            var content = asBefore ? before.content() - 1 : before.content() + 1;
            puts.set(i, new Put(before.bucket(), before.readings(), content));
            put(puts.get(i));
        }
    }

    private int records() {
        var kind = random.nextInt(50);
        if (kind == 0) {
            return LARGE;
        }
        return kind < 10 ? 500 + random.nextInt(1_000) : 1 + random.nextInt(300);
    }

    private void put(Put put) {
        var content = put.readings().content(put.content());
        var key = put.readings().key();
        var stored = s3.putObject(request -> request.bucket(put.bucket()).key(key), RequestBody.fromBytes(content));
        announcements.add(new ObjectVersion(put.bucket(), key, stored.versionId(), stored.eTag()), content.length);
        files++;
    }

    /// How many were put.
    long files() {
        return files;
    }
}
