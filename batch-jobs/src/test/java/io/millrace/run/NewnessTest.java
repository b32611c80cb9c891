package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.run.ObjectHeads.Head;
import io.millrace.run.ObjectHeads.ObjectKey;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;

/// What an announcement is beside the head of its key. A version is written `v1`, content without a version `A`.
class NewnessTest {

    private static final RunId RUN = new RunId("0".repeat(32));

    @ParameterizedTest
    @CsvSource({
        // announced, sequencer; head: content, sequencer, ordered; is it current?; what it is
        "v1, 01,   ,   , true,      , NEWER",
        "v1,   ,   ,   , true,      , NEWER",
        "v2, 02, v1, 01, true,      , NEWER",
        "v1, 01, v2, 02, true,      , OLDER",
        "v2, 02, v2, 02, true,      , KNOWN",
        "v2,   , v2, 02, true,      , KNOWN",
        "v2, 02, v2,   , false,     , KNOWN",
        "v2,   , v1, 01, true,      , UNDECIDED",
        "v2,   , v1, 01, true,  true, NEWER",
        "v2,   , v1, 01, true, false, OLDER",
        "v1, 01, v2,   , false,     , UNDECIDED",
        "v3, 03, v2, 01, false,     , UNDECIDED",
        "v3, 03, v2, 01, false, true, NEWER",
        " A, 03,  B, 02, true,      , NEWER",
        " A, 01,  B, 02, true,      , OLDER",
        " A, 01,  A, 01, true,      , KNOWN",
        " A, 01,  A, 03, true,      , KNOWN",
        " A, 03,  A, 01, true,      , AGAIN",
        " A, 03,  A,   , false,     , AGAIN",
        " A,   ,  A, 01, true,      , UNDECIDED",
        " A,   ,  A, 01, true,  true, AGAIN",
        " A,   ,  A, 01, true, false, KNOWN",
        // Compared as S3 wants it: padded with zeros on the right, whatever the case.
        "v2, 0a00, v1, 0A, true,    , OLDER",
        "v2, 0B, v1, 0a99, true,    , NEWER"
    })
    void saysWhatAnAnnouncementIs(
            String content,
            @Nullable String sequencer,
            @Nullable String headContent,
            @Nullable String headSequencer,
            boolean ordered,
            @Nullable Boolean current,
            Newness expected) {
        assertThat(Newness.of(arrival(content, sequencer), head(headContent, headSequencer, ordered), current))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        // announced, sequencer; head before: content, sequencer, ordered; after: sequencer, ordered
        "v1, 01,   ,   , true,  01, true",
        "v1,   ,   ,   , true,    , false",
        "v2, 02, v1, 01, true,  02, true",
        "v2,   , v1, 01, true,  01, false",
        "v3, 03, v2, 01, false, 03, true",
        // Which putting of this content was announced?
        " A, 03,  B, 01, false, 03, false",
        " A, 01,  B, 02, false, 02, false",
        " A,   ,  A, 01, true,  01, false",
        " A, 03,  A, 01, true,  03, true"
    })
    void theHeadKnowsAfterwardsWhetherItsSequencerIsThatOfItsContent(
            String content,
            @Nullable String sequencer,
            @Nullable String headContent,
            @Nullable String headSequencer,
            boolean ordered,
            @Nullable String sequencerAfter,
            boolean orderedAfter) {
        Head after = head(headContent, headSequencer, ordered).with(arrival(content, sequencer), RUN);

        assertThat(after.ordered()).isEqualTo(orderedAfter);
        assertThat(after.sequencer()).isEqualTo(head("x", sequencerAfter, true).sequencer());
        assertThat(after.hasContentOf(arrival(content, null).object())).isTrue();
    }

    @Test
    void aKnownVersionTakesItsPlaceWithItsEvent() {
        Head head = head("v2", null, false);

        assertThat(head.known(arrival("v2", null))).isSameAs(head);
        assertThat(head.known(arrival("v2", "02")))
                .returns(true, Head::ordered)
                .returns(1L, Head::changes)
                .returns(RUN, Head::run)
                .returns(ObjectHeads.sequencerOf(arrival("v2", "02")), Head::sequencer);
    }

    @Test
    void sequencersOfTwoChannelsDecideNothing() {
        Head head = head("v2", "05", true);
        Arrival earlier = arrival("v1", "04");
        Arrival other = new Arrival(earlier.object(), 1, "04", Instant.EPOCH, Arrival.Channel.EVENT_BRIDGE);

        assertThat(Newness.of(earlier, head, null)).isEqualTo(Newness.OLDER);
        assertThat(Newness.of(other, head, null)).isEqualTo(Newness.UNDECIDED);
        assertThat(Newness.of(other, head, true)).isEqualTo(Newness.NEWER);
        assertThat(head.with(other, null)).returns(false, Head::ordered);
    }

    /// It may be the putting that the head knows, or another one.
    @Test
    void theSameContentByTheOtherChannelIsAskedFor() {
        Head head = head("A", "05", true);
        Arrival other = new Arrival(arrival("A", null).object(), 1, "09", Instant.EPOCH, Arrival.Channel.EVENT_BRIDGE);

        assertThat(Newness.of(other, head, null)).isEqualTo(Newness.UNDECIDED);
        assertThat(Newness.of(other, head, true)).isEqualTo(Newness.AGAIN);
        assertThat(Newness.of(other, head, false)).isEqualTo(Newness.KNOWN);
        assertThat(Newness.of(other, head("A", null, false), null)).isEqualTo(Newness.AGAIN);
    }

    private static Head head(@Nullable String content, @Nullable String sequencer, boolean ordered) {
        ObjectKey key = new ObjectKey("bucket", "key");
        return new Head(
                key,
                sequencer == null ? null : ObjectHeads.sequencerOf(arrival("any", sequencer)),
                Arrival.Channel.S3,
                content,
                ordered,
                content == null ? null : RUN,
                false,
                0);
    }

    private static Arrival arrival(String content, @Nullable String sequencer) {
        boolean version = content.startsWith("v");
        return new Arrival(
                new ObjectVersion("bucket", "key", version ? content : null, version ? null : content),
                1,
                sequencer,
                Instant.EPOCH);
    }
}
