package io.millrace.bench;

import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// The newest content of every key of a bucket, as the bucket has it at the end.
final class NewestObjects {

    private NewestObjects() {}

    /// An object.
    ///
    /// @param pin its version, or its eTag where the bucket keeps no versions
    record NewestObject(String bucket, String key, String pin, String text) {

        List<String> lines() {
            return text.lines().toList();
        }
    }

    static List<NewestObject> of(S3Client s3, String bucket, boolean versioned, String prefix) {
        var objects = new ArrayList<NewestObject>();
        var keys =
                s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                        .map(object -> object.key())
                        .toList();
        for (var key : keys) {
            var content = s3.getObjectAsBytes(request -> request.bucket(bucket).key(key));
            var pin = versioned ? content.response().versionId() : content.response().eTag().replace("\"", "");
            objects.add(new NewestObject(bucket, key, pin, text(key, content.asInputStream())));
        }
        return objects;
    }

    private static String text(String key, InputStream content) {
        try (var bytes = key.endsWith(".gz") ? new GZIPInputStream(content) : content) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
