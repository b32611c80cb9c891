package io.millrace.arrival;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.Function;

/// One version of one S3 object, as it was announced: what a run reads, and what its identity is made of.
///
/// @param bucket the bucket's name
/// @param key the object's key, decoded
/// @param versionId the version, or null where the bucket keeps none; S3's word for that, `"null"`, counts as none,
///   because such an object is overwritten in place
/// @param eTag the entity tag without its quotes, or null if it was not announced
///
///   At least one of `versionId` and `eTag` is present: without either, the content that was announced cannot be told
///   from the content that replaced it.
public record ObjectVersion(String bucket, String key, @Nullable String versionId, @Nullable String eTag) {

    public ObjectVersion {
        versionId = "null".equals(versionId) ? null : blankToNull(versionId);
        eTag = eTag == null ? null : blankToNull(unquoted(eTag));
        require("bucket", bucket, ObjectNames::bucketFault);
        require("key", key, ObjectNames::keyFault);
        require("versionId", versionId, ObjectNames::pinFault);
        require("eTag", eTag, ObjectNames::pinFault);
        if (versionId == null && eTag == null) {
            throw new IllegalArgumentException("Nothing pins s3://%s/%s: no versionId, no eTag".formatted(bucket, key));
        }
    }

    /// What tells this version from every other of the key: the version id, or else the eTag.
    public String pinnedBy() {
        if (versionId != null) {
            return versionId;
        }
        if (eTag != null) {
            return eTag;
        }
        throw new IllegalStateException("The constructor let an object through that nothing pins");
    }

    /// The object for people: `s3://bucket/key (version …)` or `s3://bucket/key (eTag …)`.
    @Override
    public String toString() {
        return "s3://" + bucket + "/" + key + (versionId != null ? " (version " : " (eTag ") + pinnedBy() + ")";
    }

    private static void require(String field, @Nullable String value, Function<String, Optional<String>> rule) {
        if (value == null) {
            return;
        }
        rule.apply(value)
                .ifPresent(
                        fault -> {
                            throw new IllegalArgumentException(
                                    "The %s %s %s".formatted(field, Quoted.of(value), fault));
                        });
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private static String unquoted(String eTag) {
        var quoted = eTag.length() >= 2 && eTag.startsWith("\"") && eTag.endsWith("\"");
        return quoted ? eTag.substring(1, eTag.length() - 1) : eTag;
    }
}
