package io.millrace.run;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.Sequencer;
import io.millrace.run.ObjectHeads.Head;

import org.jspecify.annotations.Nullable;

/// What an announcement is, beside what was announced of its key before.
enum Newness {
    /// New content, announced after all that is known.
    NEWER,

    /// The newest content, announced anew: it was put once more.
    AGAIN,

    /// The announcement of the newest content, received before.
    KNOWN,

    /// Content that was replaced before.
    OLDER,

    /// Nobody but S3 knows: the announcement or the head has no sequencer, or theirs came by different channels.
    UNDECIDED;

    /// @param current whether S3 says that this content is the current one; null if it was not asked
    static Newness of(Arrival arrival, Head head, @Nullable Boolean current) {
        Sequencer announced = ObjectHeads.sequencerOf(arrival);
        if (head.isNew()) {
            return NEWER;
        }
        if (head.hasContentOf(arrival.object())) {
            return ofSameContent(arrival, announced, head, current);
        }
        if (current != null) {
            return current ? NEWER : OLDER;
        }
        if (announced == null || head.sequencer() == null || !head.isOrderedWith(arrival)) {
            return UNDECIDED;
        }
        return announced.compareTo(head.sequencer()) > 0 ? NEWER : OLDER;
    }

    /// What has a version never changes; where the bucket keeps no versions the same content can be put again.
    private static Newness ofSameContent(
            Arrival arrival, @Nullable Sequencer announced, Head head, @Nullable Boolean current) {
        if (arrival.object().versionId() != null) {
            return KNOWN;
        }
        if (announced == null) {
            return asSaidByS3(current);
        }
        if (head.sequencer() == null) {
            return AGAIN;
        }
        if (arrival.channel() != head.channel()) {
            return asSaidByS3(current);
        }
        return announced.compareTo(head.sequencer()) > 0 ? AGAIN : KNOWN;
    }

    private static Newness asSaidByS3(@Nullable Boolean current) {
        return current == null ? UNDECIDED : current ? AGAIN : KNOWN;
    }
}
