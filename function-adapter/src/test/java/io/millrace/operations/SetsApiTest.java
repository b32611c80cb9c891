package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.util.List;
import java.util.UUID;

@ApiTest
class SetsApiTest {

    private static final String READING = Files.reading("site-of-sets", "2026-03-01T12:00:00Z");

    @Autowired Api api;

    @Autowired Files files;

    private final String set = UUID.randomUUID().toString();

    @Test
    void listsWhatASetWaitsFor() {
        files.deliver(key("left"), READING);
        files.deliver("pair/other-" + set + "/right.json", READING);

        var waiting =
                api.walk("/api/sets?limit=1").stream()
                        .filter(entry -> entry.at("/set/key").stringValue().equals(set))
                        .toList();

        assertThat(waiting)
                .singleElement()
                .satisfies(
                        entry -> {
                            assertThat(entry.get("route").stringValue()).isEqualTo("pair");
                            assertThat(entry.at("/set/members/left/key").stringValue()).isEqualTo(key("left"));
                            assertThat(entry.get("missing").get(0).stringValue()).isEqualTo("right");
                        });
    }

    @Test
    void aRunShowsItsSet() {
        files.deliver(key("right"), READING);
        files.deliver(key("left"), READING);

        var found = api.get("/api/runs?set=" + set).items();

        assertThat(found).hasSize(1);
        assertThat(found.get(0).at("/set/key").stringValue()).isEqualTo(set);
        assertThat(found.get(0).at("/set/members").propertyNames()).containsExactly("left", "right");
        assertThat(found.get(0).at("/state").stringValue()).isEqualTo("COMPLETED");
        assertThat(api.walk("/api/sets?limit=1000")).noneMatch(entry -> entry.at("/set/key").stringValue().equals(set));
    }

    @Test
    void anAnnouncedFileOfASetHasNoRunYet() {
        files.put(key("left"), READING);

        var answer = announce("left", false);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().has("run")).isFalse();
        assertThat(answer.json().get("set").stringValue()).isEqualTo(set);
        assertThat(answer.json().at("/links/runs/href").stringValue()).isEqualTo("/api/runs?set=" + set);
        files.deliverNext();
    }

    @Test
    void aSecondSetIsRefusedUntilItIsAskedFor() {
        files.deliver(key("left"), READING);
        files.deliver(key("right"), READING);
        files.deliver(key("left"), READING);
        files.deliver(key("right"), READING);

        assertThat(states()).containsExactly("REFUSED", "COMPLETED");
        var answer = announce("right", true);
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        files.deliverNext();
        assertThat(api.get(answer.location()).json().get("state").stringValue()).isEqualTo("COMPLETED");
        assertThat(states()).containsExactly("COMPLETED", "REFUSED", "COMPLETED");
    }

    @Test
    void anIncompleteSetDoesNotRunOnRequest() {
        files.deliver(key("left"), READING);

        var problem = announce("left", true).problem(409, "RERUN_REFUSED");

        assertThat(problem.get("reason").stringValue()).isEqualTo("SET_IS_INCOMPLETE");
        assertThat(problem.get("detail").stringValue()).contains("right");
    }

    @Test
    void aSingleFileRunsOnceMoreOnRequest() {
        var first = files.completed("energy/" + set + ".json");

        var answer =
                api.post(
                        "/api/arrivals",
                        "{\"bucket\":\"%s\",\"key\":\"energy/%s.json\",\"rerun\":true}"
                                .formatted(ApiTest.SPACE.landing(), set));

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().get("run").stringValue()).isNotEqualTo(first.value());
        files.deliverNext();
        assertThat(api.get(answer.location()).json().get("state").stringValue()).isEqualTo("COMPLETED");
    }

    @Test
    void rejectsOfASetDoNotRunByThemselves() {
        files.deliver(key("left"), READING + "{}\n");
        files.deliver(key("right"), READING);
        var run = api.get("/api/runs?set=" + set).items().get(0);

        assertThat(run.at("/totals/rejected").intValue()).isEqualTo(1);
        assertThat(run.get("links").has("redrive")).isFalse();
        api.post("/api/runs/" + run.get("id").stringValue() + "/rejects/redrive", null).problem(409, "PART_OF_SET");
    }

    private List<String> states() {
        return api.walk("/api/runs?set=" + set).stream().map(run -> run.get("state").stringValue()).toList();
    }

    private String key(String member) {
        return "pair/" + set + "/" + member + ".json";
    }

    private Api.Answer announce(String member, boolean rerun) {
        return api.post(
                "/api/arrivals",
                "{\"bucket\":\"%s\",\"key\":\"%s\",\"rerun\":%s}"
                        .formatted(ApiTest.SPACE.landing(), key(member), rerun));
    }
}
