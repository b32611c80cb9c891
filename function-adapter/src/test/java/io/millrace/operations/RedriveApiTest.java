package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.arrival.RunId;
import io.millrace.local.LocalCloud;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

import java.nio.charset.StandardCharsets;

@ApiTest
class RedriveApiTest {

    private static final String GOOD = Files.reading("site-redriven", "2026-03-01T12:00:00Z").strip();

    @Autowired Api api;

    @Autowired Files files;

    /// Two records, of which the first is rejected.
    private RunId rejected(String key) {
        return files.run(key, "{\"site_id\":1}\n" + GOOD + "\n");
    }

    @Test
    void chosenRejectsComeBackCorrectedAsARunOfTheirOwn() {
        var run = rejected("energy/redrive/chosen.ndjson");

        var answer =
                api.post(
                        path(run),
                        """
                        {"records":[{"step":"load","record":1,"text":%s}]}\
                        """
                                .formatted(quoted(GOOD)));

        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        assertThat(answer.json().get("records").intValue()).isEqualTo(1);
        var key = answer.json().get("key").stringValue();
        assertThat(answer.location()).isEqualTo(answer.json().at("/links/runs/href").stringValue());
        assertThat(api.get(answer.location()).items()).as("not in this request").isEmpty();
        files.deliverNext();
        assertThat(content(key)).isEqualTo(GOOD + "\n");
        assertThat(api.get("/api/runs/" + run + "/rejects").items().get(0).get("redrive"))
                .isEqualTo(answer.json().get("id"));

        api.post("/api/arrivals", "{\"bucket\":\"%s\",\"key\":\"%s\"}".formatted(ApiTest.SPACE.landing(), key));
        files.deliverNext();
        var child = api.get(answer.location()).items().get(0);
        assertThat(child.get("state").stringValue()).isEqualTo("COMPLETED");
        assertThat(child.get("parent").stringValue()).isEqualTo(run.value());
        assertThat(child.at("/links/parent/href").stringValue()).isEqualTo("/api/runs/" + run);
    }

    @Test
    void allRejectsAreReDrivenOnceUnlessAskedAgain() {
        var run = rejected("energy/redrive/all.ndjson");

        assertThat(api.post(path(run), null).json().get("records").intValue()).isEqualTo(1);
        api.post(path(run), null).problem(409, "NOTHING_TO_REDRIVE");
        api.post(path(run), "{}").problem(409, "NOTHING_TO_REDRIVE");
        api.post(path(run), "{\"records\":[{\"step\":\"load\",\"record\":1}]}").problem(409, "REJECT_NOT_AVAILABLE");
        assertThat(api.post(path(run), "{\"again\":true}").status()).isEqualTo(202);

        files.deliverNext();
        files.deliverNext();
    }

    @Test
    void whatIsKeptInPartNeedsACorrection() {
        var run =
                files.run(
                        "energy/redrive/long.ndjson",
                        "{\"site_id\":1,\"x\":\"" + "x".repeat(20_000) + "\"}\n" + GOOD + "\n");

        api.post(path(run), null).problem(409, "NOTHING_TO_REDRIVE");
        api.post(path(run), "{\"records\":[{\"step\":\"load\",\"record\":1}]}").problem(422, "CORRECTION_NEEDED");
        api.post(path(run), "{\"records\":[{\"step\":\"load\",\"record\":1,\"text\":\"a\\nb\"}]}")
                .problem(422, "CORRECTION_HAS_LINE_BREAK");
    }

    @Test
    void aRunWithoutRejectsHasNothingToReDrive() {
        var run = files.completed("energy/redrive/none.json");

        api.post(path(run), null).problem(409, "NOTHING_TO_REDRIVE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                                                    |",
                "{'again':'yes'}                                                       | again",
                "{'agian':true}                                                        | agian",
                "{'records':[]}                                                        | records",
                "{'records':[null]}                                                    | records[0]",
                "{'records':[{'step':'load'}]}                                         | records[0]",
                "{'records':[{'step':'load','record':'1'}]}                            | records[0].record",
                "{'records':[{'step':'load','record':1.5}]}                            | records[0].record",
                "{'records':[{'step':'load','record':1},{'step':'load','record':1}]}   | records[1]",
                "{'records':[{'step':'load','record':1,'text':' '}]}                   | records[0].text",
                "{'records':[{'step':'load','record':1,'text':7}]}                     | records[0].text",
                "{'records':[{'step':'load','record':1,'text':'\\u0000'}]}             | records[0].text",
                "{'records':[{'step':'\\ud800','record':1}]}                           | records[0].step",
                "{'again':true,'again':true}                                           |",
                "{'again':true} {}                                                     |",
                "{'records':                                                           |"
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        var run = rejected("energy/redrive/body-%d.ndjson".formatted(body.hashCode()));

        var problem = api.post(path(run), body.replace('\'', '"')).problem(400, "INVALID_BODY");

        assertThat(problem.path("parameter").stringValue(null)).isEqualTo(field);
        assertThat(problem.get("detail").stringValue()).doesNotContain("java", "millrace.operations");
        assertThat(api.get("/api/runs/" + run + "/rejects").items().get(0).has("redrive")).isFalse();
    }

    @Test
    void refusesABodyBeyondTheLimit() {
        var run = rejected("energy/redrive/large.ndjson");
        var text = "x".repeat(17 * 1024 * 1024);

        api.post(path(run), "{\"records\":[{\"step\":\"load\",\"record\":1,\"text\":\"%s\"}]}".formatted(text))
                .problem(413, "BODY_TOO_LARGE");
    }

    private static String path(RunId run) {
        return "/api/runs/" + run + "/rejects/redrive";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\"", "\\\"") + "\"";
    }

    private static String content(String key) {
        return LocalCloud.shared()
                .s3()
                .getObjectAsBytes(request -> request.bucket(ApiTest.SPACE.landing()).key(key))
                .asString(StandardCharsets.UTF_8);
    }
}
