package io.millrace.arrival;

import static io.millrace.arrival.Fixtures.TIME;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    null, -
                    '', -
                    ' ', -
                    NULL, NULL
                    v1, v1
                    """)
    void noVersionMeansNone(String announced, @Nullable String versionId) {
        assertThat(new ObjectVersion("b", "k", announced, "e").versionId()).isEqualTo(versionId);
    }

    @Test
    void stripsTheQuotesOfAnETag() {
        assertThat(new ObjectVersion("b", "k", null, "\"abc-3\"").eTag()).isEqualTo("abc-3");
    }

    @Test
    void isPinnedByTheVersionOrElseTheETag() {
        assertThat(new ObjectVersion("b", "k", "v", "e").pinnedBy()).isEqualTo("v");
        assertThat(new ObjectVersion("b", "k", null, "e").pinnedBy()).isEqualTo("e");
    }

    @Test
    void refusesAnObjectThatNothingPins() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ObjectVersion("b", "k", "null", "\"\""))
                .withMessage("Nothing pins s3://b/k: no versionId, no eTag");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "s3://b", "a/b", "-a"})
    void refusesImpossibleBuckets(String bucket) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ObjectVersion(bucket, "k", "v", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0", "\ud800"})
    void refusesImpossibleKeys(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ObjectVersion("b", key, "v", null));
    }

    @Test
    void countsTheBytesOfAKeyNotItsCharacters() {
        assertThat(new ObjectVersion("b", "ü".repeat(512), "v", null).key()).hasSize(512);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ObjectVersion("b", "ü".repeat(513), "v", null))
                .withMessageContaining("1026 bytes");
    }

    @Test
    void readsWell() {
        assertThat(new ObjectVersion("b", "a/k.json", "v1", "e1")).hasToString("s3://b/a/k.json (version v1)");
        assertThat(new ObjectVersion("b", "a/k.json", null, "e1")).hasToString("s3://b/a/k.json (eTag e1)");
        assertThat(new RunId("0123456789abcdef0123456789abcdef")).hasToString("0123456789abcdef0123456789abcdef");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123456789abcdef0123456789abcde", "0123456789ABCDEF0123456789ABCDEF", "../../etc"})
    void refusesImpossibleRunIds(String id) {
        assertThat(RunId.isValid(id)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new RunId(id));
    }

    @Test
    void newContentIsANewRun() {
        assertThat(run("b", "k", "v1", "e")).isNotEqualTo(run("b", "k", "v2", "e"));
        assertThat(run("b", "k", null, "e1")).isNotEqualTo(run("b", "k", null, "e2"));
    }

    @Test
    void movingALetterToANeighbourFieldIsAnotherRun() {
        assertThat(run("ab", "c", "d", null)).isNotEqualTo(run("a", "bc", "d", null));
        assertThat(run("a", "bc", "d", null)).isNotEqualTo(run("a", "b", "cd", null));
    }

    @Test
    void theETagDoesNotCountBesideAVersion() {
        assertThat(run("b", "k", "v1", "e1")).isEqualTo(run("b", "k", "v1", null));
    }

    @Test
    void sizeSequencerAndTimeDoNotCount() {
        var object = new ObjectVersion("b", "k", null, "e");

        assertThat(new Arrival(object, 1, "0A", TIME).runId())
                .isEqualTo(new Arrival(object, Arrival.UNKNOWN_SIZE, null, TIME.plusSeconds(1)).runId())
                .isEqualTo(RunId.of(object));
    }

    private static RunId run(String bucket, String key, @Nullable String version, @Nullable String eTag) {
        return RunId.of(new ObjectVersion(bucket, key, version, eTag));
    }
}
