package io.millrace.io;

import io.millrace.arrival.ObjectVersion;

import org.jspecify.annotations.Nullable;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.core.retry.Retryable;
import org.springframework.util.unit.DataSize;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;

/// One object in S3, read by ranged GETs that each name the version they want.
final class S3ObjectBytes implements ObjectBytes {

    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final S3Client s3;
    private final ObjectVersion object;
    private final DataSize limit;
    private final RetryTemplate retries;

    // A block that is fetched ahead learns the size in another thread.
    private volatile long size;
    private volatile boolean sizeKnown;

    S3ObjectBytes(S3Client s3, ObjectVersion object, long announcedSize, DataSize limit, RetryTemplate retries) {
        this.s3 = s3;
        this.object = object;
        this.limit = limit;
        this.retries = retries;
        this.size = announcedSize;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long offset, byte[] into) {
        if (offset >= size && !sizeKnown) {
            // What was announced may be wrong, and a range behind the end tells nothing.
            persistently(this::askSize);
        }
        return offset < size ? persistently(() -> get(offset, into)) : end(offset);
    }

    private int end(long offset) {
        if (offset > size) {
            throw unreadable(
                    FileFault.TRUNCATED, "it has only %,d bytes, and %,d were read before".formatted(size, offset));
        }
        return 0;
    }

    private int get(long offset, byte[] into) throws IOException {
        try (var response = s3.getObject(request(offset, Math.min(into.length, size - offset)))) {
            return copy(response, offset, into);
        } catch (S3Exception e) {
            if (e.statusCode() != RANGE_NOT_SATISFIABLE || sizeKnown) {
                throw e;
            }
            askSize();
            return offset < size ? get(offset, into) : end(offset);
        }
    }

    private int copy(ResponseInputStream<GetObjectResponse> response, long offset, byte[] into) throws IOException {
        var range = ContentRange.of(response.response());
        if (range.from() != offset) {
            response.abort();
            throw unreadable(FileFault.STORAGE_REFUSED, "the store ignores the Range of a request");
        }
        learnSize(range.total());
        var expected = (int) Math.min(into.length, range.to() - range.from());
        var read = response.readNBytes(into, 0, expected);
        if (expected < range.to() - range.from()) {
            // More than asked for is on its way. Closing would read it all.
            response.abort();
        }
        if (read < expected) {
            throw new IOException("The body broke off after %,d of %,d bytes".formatted(read, expected));
        }
        return read;
    }

    private boolean askSize() {
        learnSize(s3.headObject(headRequest()).contentLength());
        return true;
    }

    private void learnSize(long actual) {
        requireSize(actual);
        size = actual;
        sizeKnown = true;
    }

    void requireSize(long bytes) {
        if (bytes > limit.toBytes()) {
            throw unreadable(
                    FileFault.TOO_LARGE,
                    "it has %,d bytes, and millrace.io.max-object-size is %,d".formatted(bytes, limit.toBytes()));
        }
    }

    private GetObjectRequest request(long offset, long length) {
        var request =
                GetObjectRequest.builder()
                        .bucket(object.bucket())
                        .key(object.key())
                        .range("bytes=%d-%d".formatted(offset, offset + length - 1));
        return (object.versionId() != null ? request.versionId(object.versionId()) : request.ifMatch(quotedETag()))
                .build();
    }

    private HeadObjectRequest headRequest() {
        var request = HeadObjectRequest.builder().bucket(object.bucket()).key(object.key());
        return (object.versionId() != null ? request.versionId(object.versionId()) : request.ifMatch(quotedETag()))
                .build();
    }

    private String quotedETag() {
        return "\"" + object.pinnedBy() + "\"";
    }

    private <T> T persistently(Retryable<T> call) {
        try {
            return retries.execute(call);
        } catch (RetryException e) {
            throw S3Failures.unreadable(object, e.getLastException());
        }
    }

    private UnreadableObjectException unreadable(FileFault fault, String reason) {
        return new UnreadableObjectException(object, fault, reason, (@Nullable Throwable) null);
    }
}
