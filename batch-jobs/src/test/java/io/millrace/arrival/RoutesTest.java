package io.millrace.arrival;

import static io.millrace.arrival.Fixtures.arrival;
import static io.millrace.arrival.Fixtures.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class RoutesTest {

    private static final RunId PARENT = new RunId("0123456789abcdef0123456789abcdef");
    private static final Route ENERGY = route("energy", "landing", "energy/**");
    private static final Route TICKER = route("ticker", "landing", "ticker/*.json");
    private static final Route OTHER = route("other", "elsewhere", "energy/*");

    private final Routes routes = new Routes(List.of(ENERGY, TICKER, OTHER));

    @Test
    void routesByBucketAndKey() {
        assertThat(routes.route(object("landing", "energy/a/b.json"))).contains(ENERGY);
        assertThat(routes.route(object("landing", "ticker/a.json"))).contains(TICKER);
        assertThat(routes.route(object("elsewhere", "energy/b.json"))).contains(OTHER);
    }

    @Test
    void routesNothingElse() {
        assertThat(routes.route(object("landing", "ticker/a/b.json"))).isEmpty();
        assertThat(routes.route(object("nowhere", "energy/b.json"))).isEmpty();
    }

    @Test
    void listsRoutesInOrderAndByName() {
        assertThat(routes.all()).containsExactly(ENERGY, TICKER, OTHER);
        assertThat(routes.named("ticker")).contains(TICKER);
        assertThat(routes.named("Ticker")).isEmpty();
    }

    @Test
    void leavesFolderMarkers() {
        assertThat(routes.route(arrival("landing", "energy/2026/", 0), _ -> Optional.empty())).isEmpty();
        assertThat(routes.route(arrival("landing", "energy/2026/", 7), _ -> Optional.empty())).contains(ENERGY);
        assertThat(routes.route(arrival("landing", "energy/empty", 0), _ -> Optional.empty())).contains(ENERGY);
    }

    @Test
    void aRedrivenFileTakesTheRouteOfItsParent() {
        var file = arrival("landing", new RedriveKey(PARENT, "r1", ".ndjson").key(), 7);

        assertThat(routes.route(file, run -> run.equals(PARENT) ? Optional.of("ticker") : Optional.empty()))
                .contains(TICKER);
    }

    @Test
    void aRedrivenFileOfAnUnknownRunOrRouteHasNone() {
        var file = arrival("landing", "redrive/" + PARENT + "/r1.ndjson", 7);

        assertThat(routes.route(file, _ -> Optional.empty())).isEmpty();
        assertThat(routes.route(file, _ -> Optional.of("removed"))).isEmpty();
    }

    @Test
    void aRedrivenFileInAForeignBucketHasNone() {
        var file = arrival("elsewhere", "redrive/" + PARENT + "/r1.ndjson", 7);

        assertThat(routes.route(file, _ -> Optional.of("ticker"))).isEmpty();
    }

    @Test
    void asksForTheParentOfRedrivenFilesOnly() {
        assertThat(
                        routes.route(
                                arrival("landing", "energy/a", 7),
                                run -> {
                                    throw new AssertionError("asked for " + run);
                                }))
                .contains(ENERGY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redrive/0123456789abcdef0123456789abcdef/r1",
                "redrive/0123456789abcdef0123456789abcdef/.ndjson",
                "redrive/0123456789abcdef0123456789abcdef/a/b.ndjson",
                "redrive/0123456789ABCDEF0123456789ABCDEF/r1.ndjson",
                "redrive/r1.ndjson",
                "x/redrive/0123456789abcdef0123456789abcdef/r1.ndjson"
            })
    void otherKeysAreNotThoseOfRedrivenFiles(String key) {
        assertThat(RedriveKey.parse(key)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {".ndjson", ".json.gz", ".csv"})
    void redriveKeysRoundTrip(String extension) {
        var key = new RedriveKey(PARENT, "2026-03_r1", extension);

        assertThat(RedriveKey.parse(key.key())).contains(key);
    }

    @Test
    void redriveKeysRefuseWhatTheyCouldNotParse() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RedriveKey(PARENT, "a/b", ".ndjson"));
        assertThatIllegalArgumentException().isThrownBy(() -> new RedriveKey(PARENT, "r1", "ndjson"));
    }

    @Test
    void collidingRoutesCannotStandBesideEachOther() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Routes(List.of(ENERGY, route("second", "landing", "**/a.json"))))
                .withMessageContaining("energy/a.json");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Routes(List.of(ENERGY, route("energy", "elsewhere", "a"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Routes(List.of(route("all", "landing", "**"))))
                .withMessageContaining("redrive/");
    }

    @Test
    void areImmutable() {
        var parameters = new HashMap<>(Map.of("b", "2", "a", "1"));
        var route = new Route("r", "landing", KeyPattern.of("a"), "job", parameters, ErrorBudget.DEFAULT);
        parameters.clear();

        assertThat(route.parameters()).containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> route.parameters().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> routes.all().clear());
    }

    private static Route route(String name, String bucket, String key) {
        return new Route(name, bucket, KeyPattern.of(key), "energy", Map.of(), ErrorBudget.DEFAULT);
    }
}
