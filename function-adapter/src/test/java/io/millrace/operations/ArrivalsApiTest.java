package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.LocalCloud;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

import java.util.List;

@ApiTest
class ArrivalsApiTest {

    private static final String BUCKET = ApiTest.SPACE.landing();

    @Autowired Api api;

    @Autowired Files files;

    @Test
    void runsAnObjectThatIsAlreadyThereAsIfS3HadAnnouncedIt() {
        var arrival = files.put("energy/arrivals/ü +1.json", Files.reading("site-announced", "2026-03-01T12:00:00Z"));

        var answer = announce("energy/arrivals/ü +1.json", null);

        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        assertThat(answer.json().get("run").stringValue())
                .as("the id that S3's event has")
                .isEqualTo(arrival.runId().value());
        assertThat(answer.json().get("route").stringValue()).isEqualTo("energy");
        assertThat(answer.json().has("state")).isFalse();
        assertThat(answer.location()).isEqualTo("/api/runs/" + arrival.runId());
        api.get(answer.location()).problem(404, "RUN_NOT_FOUND");
        files.deliverNext();
        var run = api.get(answer.location()).json();
        assertThat(run.get("state").stringValue()).isEqualTo("COMPLETED");
        assertThat(run.at("/object/size").longValue()).isEqualTo(arrival.size());
    }

    @Test
    void anOldVersionHasARunOfItsOwn() {
        var old = files.put("energy/arrivals/versions.json", Files.reading("site-old", "2026-03-01T12:00:00Z"));
        var latest = files.put("energy/arrivals/versions.json", Files.reading("site-new", "2026-03-01T12:00:00Z"));

        var announcedOld = announce("energy/arrivals/versions.json", old.object().versionId());
        var announcedLatest = announce("energy/arrivals/versions.json", null);

        assertThat(announcedOld.json().get("run").stringValue()).isEqualTo(old.runId().value());
        assertThat(announcedLatest.json().get("run").stringValue()).isEqualTo(latest.runId().value());
        files.deliverNext();
        files.deliverNext();
    }

    @Test
    void saysThatTheObjectHasARunAlready() {
        files.completed("energy/arrivals/known.json");

        var answer = announce("energy/arrivals/known.json", null);

        assertThat(answer.json().get("state").stringValue()).isEqualTo("COMPLETED");
        files.deliverNext();
        assertThat(api.get(answer.location()).json().get("attempt").intValue()).isEqualTo(1);
    }

    @Test
    void doesNotAnnounceWhatIsNotThere() {
        files.put("energy/arrivals/there.json", "x");

        announce("energy/arrivals/missing.json", null).problem(404, "OBJECT_NOT_FOUND");
        announce("energy/arrivals/there.json", "5b2f9d3e-0000-0000-0000-000000000000").problem(404, "OBJECT_NOT_FOUND");
        api.post("/api/arrivals", "{\"bucket\":\"no-such-bucket\",\"key\":\"k\"}").problem(404, "OBJECT_NOT_FOUND");
        assertNothingSent();
    }

    @Test
    void doesNotAnnounceWhatNoRouteTakes() {
        files.put("elsewhere/file.json", "x");
        files.put("redrive/00000000000000000000000000000000/x.ndjson", "x");

        announce("elsewhere/file.json", null).problem(422, "NO_ROUTE");
        announce("redrive/00000000000000000000000000000000/x.ndjson", null).problem(422, "NO_ROUTE");
        assertNothingSent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                             | bucket",
                "{'bucket':'b'}                 | key",
                "{'bucket':'','key':'k'}        | bucket",
                "{'bucket':1,'key':'k'}         | bucket",
                "{'bucket':'a/b','key':'k'}     |",
                "{'bucket':'arn:aws:s3:::b','key':'k'} |",
                "{'bucket':'b','key':'\\u0000'} |",
                "{'bucket':'b','key':'k','version':'v'} | version",
                "nonsense                       |"
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        var problem = api.post("/api/arrivals", body.replace('\'', '"')).problem(400, "INVALID_BODY");

        assertThat(problem.path("parameter").stringValue(null)).isEqualTo(field);
    }

    @Test
    void needsABodyOfJson() {
        api.post("/api/arrivals", null).problem(400, "INVALID_BODY");
        api.post("/api/arrivals", null, "Content-Type", "text/plain").problem(415, "UNSUPPORTED_MEDIA_TYPE");
        api.post("/api/arrivals", null, "Content-Type", "application/x-www-form-urlencoded")
                .problem(415, "UNSUPPORTED_MEDIA_TYPE");
        api.post("/api/arrivals", "", "Accept", "text/csv").problem(406, "NOT_ACCEPTABLE");
        api.post("/api/arrivals", "").problem(400, "INVALID_BODY");
    }

    private Api.Answer announce(String key, @Nullable String version) {
        var versionId = version == null ? "" : ",\"versionId\":\"%s\"".formatted(version);
        return api.post("/api/arrivals", "{\"bucket\":\"%s\",\"key\":\"%s\"%s}".formatted(BUCKET, key, versionId));
    }

    private static void assertNothingSent() {
        var sqs = LocalCloud.shared().sqs();
        assertThat(sqs.receiveMessage(request -> request.queueUrl(ApiTest.SPACE.files())).messages())
                .isEqualTo(List.of());
    }
}
