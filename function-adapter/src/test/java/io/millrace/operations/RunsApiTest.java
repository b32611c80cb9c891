package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.arrival.RunId;
import io.millrace.io.Cursor;
import io.millrace.operations.Api.Answer;
import io.millrace.run.RunState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

@ApiTest
class RunsApiTest {

    @Autowired Api api;

    @Autowired Files files;

    @Test
    void showsARunWithStepsAttemptsTotalsProgressAndLinks() {
        var run = files.run("energy/show/ü +1.ndjson", "nonsense\n" + Files.reading("a", "2026-03-01T12:00:00Z"));

        var shown = api.get("/api/runs/" + run).json();

        assertThat(shown.at("/id").stringValue()).isEqualTo(run.value());
        assertThat(shown.at("/job").stringValue()).isEqualTo("energy");
        assertThat(shown.at("/route").stringValue()).isEqualTo("energy");
        assertThat(shown.at("/state").stringValue()).isEqualTo("COMPLETED");
        assertThat(shown.at("/object/bucket").stringValue()).isEqualTo(ApiTest.SPACE.landing());
        assertThat(shown.at("/object/key").stringValue()).isEqualTo("energy/show/ü +1.ndjson");
        assertThat(shown.at("/progress").doubleValue()).isEqualTo(100);
        assertThat(shown.at("/totals").toString())
                .isEqualTo("{\"read\":2,\"written\":1,\"filtered\":0,\"rejected\":1}");
        assertThat(shown.at("/steps/0/totals")).isEqualTo(shown.at("/totals"));
        assertThat(shown.at("/steps/0/done").booleanValue()).isTrue();
        assertThat(shown.at("/attempts/0/number").intValue()).isEqualTo(1);
        assertThat(shown.at("/attempts/0/hops/0/outcome").stringValue()).isEqualTo("COMPLETED");
        assertThat(shown.at("/links").propertyNames()).containsExactly("self", "rejects", "hops", "redrive");
        assertThat(shown.has("reason")).as("What has no value is absent").isFalse();
    }

    @Test
    void everyLinkLeadsSomewhere() {
        var run = files.run("energy/links.ndjson", "nonsense\n" + Files.reading("a", "2026-03-01T12:00:00Z"));

        for (var link : api.get("/api/runs/" + run).json().get("links")) {
            if (link.get("method").stringValue().equals("GET")) {
                assertThat(api.get(link.get("href").stringValue()).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void linksToWhatTheStateAllows() {
        assertThat(actions(files.inState(RunState.STARTED, "energy/links/started.json"))).containsExactly("stop");
        assertThat(actions(files.inState(RunState.FAILED, "energy/links/failed.json")))
                .containsExactly("restart", "abandon");
        assertThat(actions(files.inState(RunState.STOPPED, "energy/links/stopped.json")))
                .containsExactly("restart", "abandon");
        assertThat(actions(files.inState(RunState.GONE, "energy/links/gone.json"))).isEmpty();
    }

    private List<String> actions(RunId run) {
        var links = api.get("/api/runs/" + run).json().get("links");
        return links.propertyNames().stream()
                .filter(name -> links.get(name).get("method").stringValue().equals("POST"))
                .toList();
    }

    @Test
    void saysWhyARunFailed() {
        var run = files.run("energy/broken.json", "[" + Files.reading("a", "2026-03-01T12:00:00Z") + ",");

        var shown = api.get("/api/runs/" + run).json();

        assertThat(shown.at("/state").stringValue()).isEqualTo("FAILED");
        assertThat(shown.at("/reason/code").stringValue()).isEqualTo("TRUNCATED");
        assertThat(shown.at("/reason/text").stringValue()).contains("energy/broken.json");
        assertThat(shown.at("/attempts/0/hops/0/reason/code").stringValue()).isEqualTo("TRUNCATED");
    }

    @Test
    void progressOfAWorkingRunIsItsShareOfTheObjectsBytes() {
        var run = files.inState(RunState.STARTED, "energy/progress.json");
        files.jdbc()
                .sql(
                        "UPDATE millrace.checkpoint SET done = false, bytes_done = 33333, bytes_total = 100000"
                                + " WHERE run_id = ?")
                .param(run.value())
                .update();

        var shown = api.get("/api/runs/" + run).json();

        assertThat(shown.at("/progress").doubleValue()).isEqualTo(33.3);
        assertThat(shown.at("/steps/0/progress").doubleValue()).isEqualTo(33.3);
    }

    @Test
    void filtersByStateJobTimeAndBeginningOfTheKey() {
        var before = Instant.now();
        var completed = files.completed("energy/filter/one.json");
        var failed = files.inState(RunState.FAILED, "energy/filter/two.json");
        var stopped = files.inState(RunState.STOPPED, "energy/filter/three.json");
        var key = "/api/runs?key=energy/filter/";

        assertThat(ids(api.get(key))).containsExactly(stopped, failed, completed);
        assertThat(ids(api.get(key + "&sort=created"))).containsExactly(completed, failed, stopped);
        assertThat(ids(api.get(key + "&state=FAILED"))).containsExactly(failed);
        assertThat(ids(api.get(key + "&state=FAILED&state=COMPLETED"))).containsExactly(failed, completed);
        assertThat(ids(api.get(key + "&job=energy"))).hasSize(3);
        assertThat(ids(api.get(key + "&from=" + before))).hasSize(3);
        assertThat(ids(api.get(key + "&to=" + before))).isEmpty();
        assertThat(ids(api.get(key + "&from=0000-01-01&to=9999-12-31"))).hasSize(3);
        assertThat(ids(api.get(key + "t"))).containsExactly(stopped, failed);
        assertThat(ids(api.get("/api/runs?key=energy/filter/%25"))).as("no wildcard").isEmpty();
    }

    private static List<RunId> ids(Answer answer) {
        return answer.items().valueStream().map(run -> new RunId(run.get("id").stringValue())).toList();
    }

    @Test
    void pagesWithoutLosingOrRepeatingARunWhileOthersBegin() {
        for (int i = 0; i < 5; i++) {
            files.completed("energy/pages/" + i + ".json");
        }
        var seen = new ArrayList<String>();

        var page = api.get("/api/runs?key=energy/pages/&limit=2");
        page.items().forEach(run -> seen.add(key(run)));
        while (page.next().isPresent()) {
            files.completed("energy/pages/later-" + seen.size() + ".json");
            page = api.get("/api/runs?key=energy/pages/&limit=2&cursor=" + page.next().get());
            page.items().forEach(run -> seen.add(key(run)));
        }

        assertThat(seen)
                .containsExactly(
                        "energy/pages/4.json",
                        "energy/pages/3.json",
                        "energy/pages/2.json",
                        "energy/pages/1.json",
                        "energy/pages/0.json");
    }

    private static String key(JsonNode run) {
        return run.at("/object/key").stringValue();
    }

    @Test
    void linksToTheNextPageInAHeader() {
        files.completed("energy/next/a b.json");
        files.completed("energy/next/a c.json");

        var page = api.get("/api/runs?key=energy%2Fnext%2Fa%20&limit=1&state=COMPLETED");
        var link = Objects.requireNonNull(page.header("Link"));

        assertThat(link).startsWith("</api/runs?").endsWith(">; rel=\"next\"");
        var next = api.get(link.substring(1, link.indexOf('>')));
        assertThat(next.items().valueStream().map(RunsApiTest::key)).containsExactly("energy/next/a b.json");
        assertThat(next.header("Link")).isNull();
        assertThat(next.next()).isEmpty();
    }

    @Test
    void listsTheHopsOfARunInPages() {
        var run = files.completed("energy/hops.json");
        files.jdbc()
                .sql(
                        "INSERT INTO millrace.hop (run_id, fence, attempt, hop, cause, owner, outcome) SELECT ?, n, 1,"
                                + " n, 'CONTINUED', 'worker', 'CONTINUES' FROM generate_series(2, 205) n")
                .param(run.value())
                .update();

        var hops = api.walk("/api/runs/" + run + "/hops?limit=50");

        assertThat(hops).hasSize(205);
        assertThat(hops.getFirst().get("fence").longValue()).isEqualTo(205);
        assertThat(hops.getLast().get("fence").longValue()).isEqualTo(1);
        var shown = api.get("/api/runs/" + run).json().at("/attempts/0/hops");
        assertThat(shown).hasSize(100);
        assertThat(shown.get(99).get("hop").intValue()).as("oldest first").isEqualTo(205);
    }

    @ParameterizedTest
    @CsvSource({
        "state=LOST, state, COMPLETED",
        "state=FAILED&state=lost, state, COMPLETED",
        "job=nonsense, job, /api/jobs",
        "from=yesterday, from, 2026-03-01",
        "from=2026-02-30, from, 2026-03-01",
        "to=2026-03-01T12:00:00, to, offset",
        "from=2026-03-02&to=2026-03-01, to, before from",
        "from=%2B999999999-01-01T00:00:00Z, from, 9999",
        "sort=size, sort, -created",
        "limit=0, limit, 1000",
        "limit=1001, limit, 1000",
        "limit=many, limit, whole number",
        "limit=99999999999, limit, whole number",
        "key=a%00b, key, NUL"
    })
    void namesTheParameterThatIsWrong(String query, String parameter, String hint) {
        var problem = api.get("/api/runs?" + query).problem(400, "INVALID_PARAMETER");

        assertThat(problem.get("parameter").stringValue()).isEqualTo(parameter);
        assertThat(problem.get("detail").stringValue()).contains(hint).doesNotContain("java", "springframework");
    }

    @Test
    void refusesAParameterThatItDoesNotKnow() {
        var problem = api.get("/api/runs?sate=FAILED").problem(400, "UNKNOWN_PARAMETER");

        assertThat(problem.get("parameter").stringValue()).isEqualTo("sate");
        assertThat(problem.get("detail").stringValue()).contains("state");
    }

    @Test
    void refusesACursorOfAnotherList() {
        files.completed("energy/cursor/1.json");
        files.completed("energy/cursor/2.json");
        var cursor = api.get("/api/runs?key=energy/cursor/&limit=1").next().orElseThrow();

        for (var path :
                List.of(
                        "/api/runs?cursor=" + cursor,
                        "/api/runs?key=energy/cursor/&sort=created&cursor=" + cursor,
                        "/api/notifications?cursor=" + cursor,
                        "/api/runs?key=energy/cursor/&cursor=" + cursor.substring(1),
                        "/api/runs?cursor=%20",
                        "/api/notifications?cursor=" + Cursor.write(List.of("notifications"), List.of("x")),
                        "/api/notifications?cursor=" + Cursor.write(List.of("notifications"), List.of()),
                        "/api/jobs?cursor=" + Cursor.write(List.of("jobs"), List.of("\0")))) {
            var problem = api.get(path).problem(400, "INVALID_CURSOR");
            assertThat(problem.get("parameter").stringValue()).isEqualTo("cursor");
        }
    }

    @Test
    void doesNotKnowForeignIds() {
        for (var id : List.of("00000000000000000000000000000000", "x", "..%2F..", "%E2%82%AC")) {
            api.get("/api/runs/" + id).problem(404, "RUN_NOT_FOUND");
            api.get("/api/runs/" + id + "/hops").problem(404, "RUN_NOT_FOUND");
            api.get("/api/runs/" + id + "/rejects").problem(404, "RUN_NOT_FOUND");
            api.post("/api/runs/" + id + "/stop", null).problem(404, "RUN_NOT_FOUND");
            api.post("/api/runs/" + id + "/rejects/redrive", null).problem(404, "RUN_NOT_FOUND");
        }
    }
}
