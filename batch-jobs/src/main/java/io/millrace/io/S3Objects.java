package io.millrace.io;

import io.millrace.arrival.ObjectVersion;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.Objects;

/// Objects in S3, each pinned to the version that was announced: a version that is no longer there or no longer the
/// current one is a fault, never other content.
public final class S3Objects {

    private static final int NOT_FOUND = 404;

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

    /// Whether this is what the bucket has under its key now: not an older version, and not what was deleted or
    /// replaced.
    public boolean isCurrent(ObjectVersion object) {
        try {
            HeadObjectResponse head = s3.headObject(request -> request.bucket(object.bucket()).key(object.key()));
            ObjectVersion current = new ObjectVersion(object.bucket(), object.key(), head.versionId(), head.eTag());
            return object.versionId() != null
                    ? object.versionId().equals(current.versionId())
                    : Objects.equals(object.eTag(), current.eTag());
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
