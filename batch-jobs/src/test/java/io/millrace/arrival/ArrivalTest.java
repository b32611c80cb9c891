package io.millrace.arrival;

import static io.millrace.arrival.Fixtures.TIME;
import static io.millrace.arrival.Fixtures.arrival;
import static io.millrace.arrival.Fixtures.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrivalTest {

    @ParameterizedTest
    @CsvSource({
        "0065F2C13D8A12B4E6, 0065F2C13D8A12B4E7",
        "0065F2C13D8A12B4E6, 0065F2C13D8A12B4E601",
        "0065F2C13D8A12B4E699, 0065F2C13D8A12B4E7",
        "0065f2c1, 0065F2C2",
        "0065F29, 0065f2a",
        "0, 01"
    })
    void sequencersAreComparedPaddedOnTheRight(String earlier, String later) {
        assertThat(new Sequencer(earlier)).isLessThan(new Sequencer(later));
        assertThat(new Sequencer(later)).isGreaterThan(new Sequencer(earlier));
        assertThat(sequenced(earlier).isOlderThan(sequenced(later))).isTrue();
        assertThat(sequenced(later).isOlderThan(sequenced(earlier))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"00AB, 00AB", "00AB, 00ab00", "0, 000"})
    void sequencersThatDifferInPaddingOnlyAreEqual(String one, String other) {
        assertThat(new Sequencer(one)).isEqualTo(new Sequencer(other)).isEqualByComparingTo(new Sequencer(other));
        assertThat(sequenced(one).isOlderThan(sequenced(other))).isFalse();
    }

    @Test
    void noOrderIsKnownWithoutSequencers() {
        assertThat(sequenced(null).isOlderThan(sequenced("01"))).isFalse();
        assertThat(sequenced("01").isOlderThan(sequenced(null))).isFalse();
    }

    @Test
    void noOrderIsKnownBetweenKeysOrBuckets() {
        var first = sequenced("01");

        assertThat(first.isOlderThan(new Arrival(object("b", "other"), 1, "02", TIME))).isFalse();
        assertThat(first.isOlderThan(new Arrival(object("other", "k"), 1, "02", TIME))).isFalse();
    }

    @Test
    void tellsFolderMarkersFromFiles() {
        assertThat(arrival("b", "energy/", 0).isFolderMarker()).isTrue();
        assertThat(arrival("b", "energy/", 1).isFolderMarker()).isFalse();
        assertThat(arrival("b", "energy/", Arrival.UNKNOWN_SIZE).isFolderMarker()).isFalse();
        assertThat(arrival("b", "energy/empty.json", 0).isFolderMarker()).isFalse();
    }

    @Test
    void refusesImpossibleSizesAndSequencers() {
        assertThatIllegalArgumentException().isThrownBy(() -> arrival("b", "k", -2));
        assertThatIllegalArgumentException().isThrownBy(() -> arrival("b", "k", Arrival.LARGEST_SIZE + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> sequenced("xyz"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Sequencer(""));
    }

    private static Arrival sequenced(@Nullable String sequencer) {
        return new Arrival(object("b", "k"), 1, sequencer, TIME);
    }
}
