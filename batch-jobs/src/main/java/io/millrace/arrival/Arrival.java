package io.millrace.arrival;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/// One announcement that an object version is there.
///
/// @param object the version that was announced
/// @param size its size in bytes, or [#UNKNOWN_SIZE]
/// @param sequencer S3's place of the event among those of the same key (see [Sequencer]), or null if not announced
/// @param announcedAt when S3 says that it happened
/// @param channel by which it came
public record Arrival(
        ObjectVersion object, long size, @Nullable String sequencer, Instant announcedAt, Channel channel) {

    /// How S3's announcements come. AWS promises no common order for the sequencers of two channels.
    public enum Channel {
        S3,
        EVENT_BRIDGE
    }

    /// An announcement in the form of S3's own notifications.
    public Arrival(ObjectVersion object, long size, @Nullable String sequencer, Instant announcedAt) {
        this(object, size, sequencer, announcedAt, Channel.S3);
    }

    /// The size of an object whose announcement did not tell it.
    public static final long UNKNOWN_SIZE = -1;

    /// The largest size that is believed: 1 PiB, far beyond the largest object that S3 stores.
    public static final long LARGEST_SIZE = 1L << 50;

    public Arrival {
        if (size < UNKNOWN_SIZE || size > LARGEST_SIZE) {
            throw new IllegalArgumentException("%d bytes is not the size of an object".formatted(size));
        }
        if (sequencer != null && !Sequencer.isValid(sequencer)) {
            throw new IllegalArgumentException("%s is not a sequencer".formatted(Quoted.of(sequencer)));
        }
    }

    /// The run that processes this object version; the same for every announcement of it.
    public RunId runId() {
        return RunId.of(object);
    }

    /// The run that processes this content when it came back after other content had replaced it, or after it was gone:
    /// the same for every delivery of this announcement. Without a sequencer, announcements cannot be told apart, and
    /// each has a run of its own.
    public RunId repeatedRunId() {
        return RunId.of(object, sequencer == null ? UUID.randomUUID().toString() : new Sequencer(sequencer).value());
    }

    /// Whether this is what consoles write to show an empty folder: no content, and a key that ends in `/`.
    public boolean isFolderMarker() {
        return size == 0 && object.key().endsWith("/");
    }

    /// Whether S3 says that the other event of the same key happened later; false where it does not say.
    public boolean isOlderThan(Arrival other) {
        return sequencer != null
                && other.sequencer != null
                && channel == other.channel
                && object.bucket().equals(other.object.bucket())
                && object.key().equals(other.object.key())
                && new Sequencer(sequencer).compareTo(new Sequencer(other.sequencer)) < 0;
    }
}
