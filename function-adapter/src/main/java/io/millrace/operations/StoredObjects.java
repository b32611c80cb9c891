package io.millrace.operations;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Objects that are in a bucket, as S3 would announce them.
@Component
class StoredObjects {

    private static final int SERVER_ERROR = 500;

    private final S3Client s3;

    StoredObjects(S3Client s3) {
        this.s3 = s3;
    }

    /// The arrival of an object version.
    ///
    /// @param versionId null for the latest
    /// @throws ApiException `OBJECT_NOT_FOUND`
    Arrival find(String bucket, String key, @Nullable String versionId) {
        checkNames(bucket, key, versionId);
        var head = head(bucket, key, versionId);
        var object = new ObjectVersion(bucket, key, head.versionId(), head.eTag());
        return new Arrival(object, head.contentLength(), null, head.lastModified());
    }

    /// Before they become a URL: the rules are those for announced objects.
    private static void checkNames(String bucket, String key, @Nullable String versionId) {
        try {
            new ObjectVersion(bucket, key, versionId, "any");
        } catch (IllegalArgumentException e) {
            throw ApiException.of(ApiCode.INVALID_BODY, e.getMessage() + ".");
        }
    }

    private HeadObjectResponse head(String bucket, String key, @Nullable String versionId) {
        try {
            return s3.headObject(request -> request.bucket(bucket).key(key).versionId(versionId));
        } catch (S3Exception e) {
            if (e.isThrottlingException() || e.statusCode() >= SERVER_ERROR) {
                throw e;
            }
            // S3 says 400 of an impossible version, 403 of what is missing where listing is not permitted, 405 of a
            // delete marker; and of no HEAD more than a number.
            throw ApiException.of(
                    ApiCode.OBJECT_NOT_FOUND,
                    "There is no object s3://%s/%s%s that this server may read (S3 answers %d)."
                            .formatted(
                                    bucket, key, versionId == null ? "" : " in version " + versionId, e.statusCode()),
                    e);
        }
    }
}
