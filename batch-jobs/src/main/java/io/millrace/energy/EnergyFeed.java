package io.millrace.energy;

import io.millrace.aws.Buckets;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.time.Instant;
import java.time.InstantSource;

/// The simulated feed: every [#tick()] puts one file of readings into the landing bucket.
///
/// It keeps nothing between ticks, so that it may live in a function: the clock numbers the files.
public class EnergyFeed {

    private final S3Client s3;
    private final String bucket;
    private final InstantSource clock;
    private final EnergyFeedSettings settings;
    private final FeedFiles files;

    EnergyFeed(S3Client s3, Buckets buckets, InstantSource clock, EnergyFeedSettings settings) {
        this.s3 = s3;
        this.bucket = buckets.landing();
        this.clock = clock;
        this.settings = settings;
        this.files = new FeedFiles(settings.sites(), settings.readingsPerFile(), settings.negativeShare());
    }

    /// Puts the next file; its key.
    public String tick() {
        var at = clock.instant();
        var file = generate(settings.seed(), at.toEpochMilli() / settings.interval().toMillis(), at);
        s3.putObject(
                request -> request.bucket(bucket).key(file.key()).contentType(file.contentType()),
                RequestBody.fromBytes(file.content().asByteArrayUnsafe()));
        return file.key();
    }

    /// The `n`-th file of a feed, as it would be put at that time: a pure function.
    public FeedFile generate(long seed, long n, Instant at) {
        return files.generate(seed, n, at);
    }
}
