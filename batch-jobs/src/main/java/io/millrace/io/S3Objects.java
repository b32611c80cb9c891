package io.millrace.io;

import io.millrace.arrival.ObjectVersion;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

import software.amazon.awssdk.services.s3.S3Client;

/// Objects in S3, each pinned to the version that was announced: a version that is no longer there or no longer the
/// current one is a fault, never other content.
public final class S3Objects {

    private final S3Client s3;
    private final IoSettings settings;
    private final RetryTemplate retries;

    /// The client may have retries of its own, which come within each of ours.
    public S3Objects(S3Client s3, IoSettings settings) {
        this.s3 = s3;
        this.settings = settings;
        this.retries = new RetryTemplate(policy(settings.retry()));
        this.retries.setRetryListener(new RetryLog());
    }

    /// The bytes of an object. Nothing is fetched yet.
    ///
    /// @param size the size that was announced; if S3 says otherwise, S3 is right
    /// @throws UnreadableObjectException if the object is larger than `millrace.io.max-object-size`
    public ObjectBytes open(ObjectVersion object, long size) {
        var bytes = new S3ObjectBytes(s3, object, size, settings.maxObjectSize(), retries);
        bytes.requireSize(size);
        return bytes;
    }

    private static RetryPolicy policy(IoSettings.Retry retry) {
        return RetryPolicy.builder()
                .backOff(new FullJitter(retry.delay(), retry.maxDelay(), retry.attempts() - 1))
                .timeout(retry.within())
                .predicate(S3Failures::isTransient)
                .build();
    }
}
