package io.millrace.local;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An object version in the landing bucket, and the notification that S3 sends of it.
///
/// @param versionId null where the bucket keeps no versions
record ObjectCreated(
        String bucket, String key, long size, String eTag, @Nullable String versionId, Instant lastModified) {

    private static final JsonMapper JSON = new JsonMapper();

    /// The notification in the form of a bucket's notification configuration with a queue as its target.
    String notification(String sequencer) {
        var record = new LinkedHashMap<String, Object>();
        record.put("eventVersion", "2.1");
        record.put("eventSource", "aws:s3");
        record.put("awsRegion", LocalCloud.REGION);
        record.put("eventTime", lastModified.toString());
        record.put("eventName", eventName());
        record.put("userIdentity", Map.of("principalId", "AWS:LOCAL"));
        record.put("requestParameters", Map.of("sourceIPAddress", FreePort.LOOPBACK));
        record.put("responseElements", Map.of("x-amz-request-id", sequencer, "x-amz-id-2", "local"));
        record.put("s3", s3(sequencer));
        return JSON.writeValueAsString(Map.of("Records", List.of(record)));
    }

    private Map<String, Object> s3(String sequencer) {
        var s3 = new LinkedHashMap<String, Object>();
        s3.put("s3SchemaVersion", "1.0");
        s3.put("configurationId", "local");
        s3.put(
                "bucket",
                Map.of(
                        "name",
                        bucket,
                        "ownerIdentity",
                        Map.of("principalId", "LOCAL"),
                        "arn",
                        "arn:aws:s3:::" + bucket));
        s3.put("object", object(sequencer));
        return s3;
    }

    private Map<String, Object> object(String sequencer) {
        var object = new LinkedHashMap<String, Object>();
        object.put("key", encodedKey());
        object.put("size", size);
        object.put("eTag", eTag);
        if (versionId != null) {
            object.put("versionId", versionId);
        }
        object.put("sequencer", sequencer);
        return object;
    }

    private String encodedKey() {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }

    /// The eTag of an upload in parts ends with their number.
    private String eventName() {
        return eTag.contains("-") ? "ObjectCreated:CompleteMultipartUpload" : "ObjectCreated:Put";
    }
}
