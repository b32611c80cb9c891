package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operations.Api.Answer;
import io.millrace.run.RunState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class RunActionsApiTest {

    @Autowired Api api;

    @Autowired Files files;

    @Test
    void aRestartedRunIsDueAtOnceAndGoesOnThroughTheQueue() {
        var run = files.run("energy/actions/broken.json", "[1,");

        var answer = api.post("/api/runs/" + run + "/restart", null);

        assertAccepted(answer, "/api/runs/" + run);
        assertThat(answer.json().get("state").stringValue()).isEqualTo("STARTED");
        assertThat(answer.json().get("attempt").intValue()).isEqualTo(2);
        api.post("/api/runs/" + run + "/restart", null).problem(409, "ACTION_NOT_ALLOWED");
        files.deliverNext();
        var later = api.get(answer.location()).json();
        assertThat(later.get("attempt").intValue()).isEqualTo(2);
        assertThat(later.at("/attempts/1/hops/0/cause").stringValue()).isEqualTo("RESTARTED");
    }

    @Test
    void stopsARunThatNobodyWorksOnAtOnce() {
        var run = files.inState(RunState.STARTED, "energy/actions/stop.json");

        var answer = api.post("/api/runs/" + run + "/stop", null);

        assertAccepted(answer, "/api/runs/" + run);
        assertThat(answer.json().get("state").stringValue()).isEqualTo("STOPPED");
    }

    @Test
    void asksAWorkerToStop() {
        var run = files.inState(RunState.STARTED, "energy/actions/stopping.json");
        files.jdbc()
                .sql("UPDATE millrace.run SET lease_until = now() + interval '1 hour' WHERE id = ?")
                .param(run.value())
                .update();

        var answer = api.post("/api/runs/" + run + "/stop", null);

        assertAccepted(answer, "/api/runs/" + run);
        assertThat(answer.json().get("state").stringValue()).isEqualTo("STOPPING");
    }

    @Test
    void abandonsARun() {
        var run = files.inState(RunState.FAILED, "energy/actions/abandon.json");

        var answer = api.post("/api/runs/" + run + "/abandon", null);

        assertAccepted(answer, "/api/runs/" + run);
        assertThat(answer.json().get("state").stringValue()).isEqualTo("ABANDONED");
        assertThat(answer.json().get("links").has("restart")).isFalse();
    }

    private static void assertAccepted(Answer answer, String location) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        assertThat(answer.location()).isEqualTo(location);
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, restart, ''",
        "COMPLETED, stop, ''",
        "FAILED, stop, restart abandon",
        "STARTED, restart, stop",
        "STOPPING, abandon, ''",
        "ABANDONED, restart, ''"
    })
    void refusesWhatTheStateDoesNotAllow(RunState state, String action, String allowed) {
        var run = files.inState(state, "energy/actions/%s-%s.json".formatted(state, action));

        var problem = api.post("/api/runs/" + run + "/" + action, null).problem(409, "ACTION_NOT_ALLOWED");

        assertThat(problem.get("state").stringValue()).isEqualTo(state.name());
        assertThat(String.join(" ", problem.get("allowed").valueStream().map(node -> node.stringValue()).toList()))
                .isEqualTo(allowed);
        assertThat(problem.get("detail").stringValue()).contains(state.name(), action);
        assertThat(problem.get("instance").stringValue()).isEqualTo("/api/runs/" + run + "/" + action);
    }

    @Test
    void readsAreNoActions() {
        var run = files.completed("energy/actions/get.json");

        var answer = api.get("/api/runs/" + run + "/restart");

        assertThat(answer.problem(405, "METHOD_NOT_ALLOWED").get("allowed").get(0).stringValue()).isEqualTo("POST");
        assertThat(answer.header("Allow")).isEqualTo("POST");
    }
}
