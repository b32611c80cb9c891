package io.millrace.arrival;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// The fields of an event that announces an object, wherever its form keeps them.
record ObjectEvent(
        JsonField bucket,
        JsonField key,
        JsonField versionId,
        JsonField eTag,
        JsonField size,
        JsonField sequencer,
        JsonField time,
        Arrival.Channel channel) {

    // What PostgreSQL and ISO 8601 with four digits can both hold.
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    /// @param decodedKey the key as S3 knows it; how to decode it depends on the form of the event
    Arrival toArrival(String decodedKey) {
        return new Arrival(object(decodedKey), bytes(), sequence(), announcedAt(), channel);
    }

    private ObjectVersion object(String decodedKey) {
        check(bucket, bucket.text(), ObjectNames::bucketFault);
        check(key, decodedKey, ObjectNames::keyFault);
        var version = pin(versionId);
        var tag = pin(eTag);
        if (isBlankOrNull(version) && isBlankOrNull(tag)) {
            throw eTag.fault(
                    MessageFault.NO_VERSION,
                    "The object %s has neither a version id nor an eTag".formatted(Quoted.of(decodedKey)));
        }
        return new ObjectVersion(bucket.text(), decodedKey, version, tag);
    }

    private static @Nullable String pin(JsonField field) {
        var text = field.textOrNull();
        if (text != null) {
            check(field, text, ObjectNames::pinFault);
        }
        return text;
    }

    private static boolean isBlankOrNull(@Nullable String pin) {
        return pin == null || pin.isBlank() || pin.equals("null") || pin.equals("\"\"");
    }

    private static void check(JsonField field, String name, Function<String, Optional<String>> rule) {
        rule.apply(name)
                .ifPresent(
                        fault -> {
                            throw field.fault(MessageFault.BAD_NAME, "%s %s".formatted(Quoted.of(name), fault));
                        });
    }

    private long bytes() {
        if (!size.isPresent()) {
            return Arrival.UNKNOWN_SIZE;
        }
        var node = size.node();
        var believable = node.isIntegralNumber() && node.canConvertToLong() && isBelievable(node.longValue());
        if (!believable) {
            throw size.fault(MessageFault.BAD_SIZE, "The size of an object cannot be " + size.shown());
        }
        return node.longValue();
    }

    private static boolean isBelievable(long bytes) {
        return bytes >= 0 && bytes <= Arrival.LARGEST_SIZE;
    }

    private @Nullable String sequence() {
        var text = sequencer.textOrNull();
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (!Sequencer.isValid(text)) {
            throw sequencer.fault(MessageFault.BAD_SEQUENCER, "The sequencer cannot be " + sequencer.shown());
        }
        return text;
    }

    private Instant announcedAt() {
        try {
            var instant = Instant.parse(time.text());
            if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
                throw badTime();
            }
            return instant;
        } catch (DateTimeException e) {
            throw badTime();
        }
    }

    private MalformedMessageException badTime() {
        return time.fault(MessageFault.BAD_TIME, "The time of an event cannot be " + time.shown());
    }
}
