package io.millrace.local;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Raises the events of the landing bucket, which S3Mock does not: it looks for new versions and sends for each what S3
/// would send, whoever put it.
///
/// A bucket with versions keeps every put until it is announced. Of one without, a put that is overwritten before the
/// next look is never seen. Like S3's own, events may come twice: what cannot be sent is announced again.
public final class LocalBucketEvents implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LocalBucketEvents.class);

    /// All in one: from page to page S3Mock loses versions of a key that begins on one and ends on the next.
    private static final int PAGE_SIZE = Integer.MAX_VALUE;

    private static final Duration PERIOD = Duration.ofSeconds(1);

    /// S3Mock reads every object for a listing; with many of them it is looked at less often, to leave it time.
    private static final int SHARE = 4;

    /// Grows from start to start too.
    private static final AtomicLong SEQUENCE = new AtomicLong(System.currentTimeMillis() << 20);

    private final LocalCloud cloud;
    private final LocalSpace space;
    private final Set<ObjectCreated> announced = new HashSet<>();
    private volatile boolean closed;
    private @Nullable Thread thread;

    private LocalBucketEvents(LocalCloud cloud, LocalSpace space) {
        this.cloud = cloud;
        this.space = space;
    }

    /// Events that are raised when [#announce()] is called.
    public static LocalBucketEvents of(LocalCloud cloud, LocalSpace space) {
        return new LocalBucketEvents(cloud, space);
    }

    /// Events that are raised within a second or two.
    public static LocalBucketEvents start(LocalCloud cloud, LocalSpace space) {
        var events = of(cloud, space);
        events.thread = Thread.ofPlatform().name("bucket-events").daemon().start(events::watch);
        return events;
    }

    /// Sends an event for every version that has none yet; their number.
    public synchronized int announce() {
        var created = created().stream().filter(version -> !announced.contains(version)).toList();
        created.forEach(this::announce);
        return created.size();
    }

    private void announce(ObjectCreated version) {
        var notification = version.notification("%018X".formatted(SEQUENCE.incrementAndGet()));
        cloud.sqs().sendMessage(request -> request.queueUrl(space.files()).messageBody(notification));
        announced.add(version);
    }

    /// Oldest first: S3 lists the versions of a key from the newest.
    private List<ObjectCreated> created() {
        return cloud
                .s3()
                .listObjectVersions(request -> request.bucket(space.landing()).maxKeys(PAGE_SIZE))
                .versions()
                .reversed()
                .stream()
                .map(this::created)
                .toList();
    }

    private ObjectCreated created(ObjectVersion version) {
        var versionId = "null".equals(version.versionId()) ? null : version.versionId();
        var eTag = version.eTag().replace("\"", "");
        return new ObjectCreated(
                space.landing(), version.key(), version.size(), eTag, versionId, version.lastModified());
    }

    private void watch() {
        while (!closed) {
            long start = System.nanoTime();
            try {
                announce();
            } catch (SdkException e) {
                if (!closed) {
                    log.warn("The landing bucket could not be read; it is tried again", e);
                }
            }
            rest(Duration.ofNanos((System.nanoTime() - start) * SHARE));
        }
    }

    private void rest(Duration share) {
        try {
            Thread.sleep(share.compareTo(PERIOD) < 0 ? PERIOD : share);
        } catch (InterruptedException closing) {
            // The loop's condition ends it.
        }
    }

    @Override
    public void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
