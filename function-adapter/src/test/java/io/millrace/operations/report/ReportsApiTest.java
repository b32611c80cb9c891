package io.millrace.operations.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.RunId;
import io.millrace.local.LocalCloud;
import io.millrace.operations.Api;
import io.millrace.operations.ApiTest;
import io.millrace.operations.Files;
import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

import java.util.UUID;

@ApiTest
class ReportsApiTest {

    @Autowired Api api;

    @Autowired Files files;

    @Autowired Dispatcher dispatcher;

    @Autowired Deliveries deliveries;

    @Test
    void aReportIsAskedForMadeListedAndServed() {
        var site = "<b>site & " + UUID.randomUUID();
        files.run("energy/reports/" + UUID.randomUUID() + ".json", Files.reading(site, "2026-03-01T12:00:00Z"));

        var accepted = request("energy", "2026-03-01", site, false);

        assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
        assertThat(accepted.json().get("isNew").booleanValue()).isTrue();
        var run = accepted.json().get("run").stringValue();
        assertThat(accepted.location()).isEqualTo("/api/runs/" + run);
        assertThat(api.get(accepted.location()).json().get("job").stringValue()).isEqualTo("report");
        carryOut(run);
        var listed =
                api.walk("/api/reports?limit=1").stream()
                        .filter(report -> report.get("run").stringValue().equals(run))
                        .findFirst()
                        .orElseThrow();
        assertThat(listed.get("kind").stringValue()).isEqualTo("energy");
        assertThat(listed.get("sites").toString()).contains(site);
        assertThat(listed.at("/links/page/href").stringValue()).isEqualTo("/api/reports/" + listed.get("id"));

        var page = api.get(listed.at("/links/page/href").stringValue());

        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none';").doesNotContain("script");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.text()).startsWith("<!DOCTYPE html>").contains("2026-03-01").doesNotContain("<b>site");
        assertThat(page.text().length()).isLessThanOrEqualTo(listed.get("size").intValue());
    }

    @Test
    void theSameReportIsOneUnlessAskedAgain() {
        var site = UUID.randomUUID().toString();
        var first = request("energy", "2026-W10", site, false);

        var second = request("energy", "2026-W10", site, false);
        var again = request("energy", "2026-W10", site, true);

        assertThat(second.status()).isEqualTo(202);
        assertThat(second.location()).isEqualTo(first.location());
        assertThat(second.json().get("isNew").booleanValue()).isFalse();
        assertThat(again.location()).isNotEqualTo(first.location());
        carryOut(first.json().get("run").stringValue());
        carryOut(again.json().get("run").stringValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                                  | kind",
                "{\"kind\":\"weather\",\"period\":\"2026-03-01\"}                     | kind",
                "{\"kind\":\"energy\"}                                              | period",
                "{\"kind\":\"energy\",\"period\":\"March\"}                           | period",
                "{\"kind\":\"energy\",\"period\":\"9999-01\"}                         | period",
                "{\"kind\":\"energy\",\"period\":\"2026-03-02..2026-03-01\"}          | period",
                "{\"kind\":\"commerce\",\"period\":\"2026-03\"}                       | period",
                "{\"kind\":\"operations\",\"period\":\"2026-03\",\"sites\":[\"a\"]}     | sites",
                "{\"kind\":\"energy\",\"period\":\"2026-03\",\"sites\":[\" \"]}         | sites",
                "{\"kind\":\"energy\",\"period\":\"2026-03\",\"sites\":[null]}        | sites",
                "{\"kind\":\"energy\",\"period\":\"2026-03\",\"sites\":[\"a\\u0000\"]} | sites",
                "{\"kind\":\"energy\",\"period\":\"2026-03\",\"agian\":true}          | agian"
            })
    void namesWhatIsWrong(String body, String parameter) {
        var problem = api.post("/api/reports", body).problem(400, "INVALID_BODY");

        assertThat(problem.get("parameter").stringValue()).isEqualTo(parameter);
    }

    @Test
    void doesNotKnowWhatIsNotThere() {
        api.get("/api/reports/987654321").problem(404, "RESOURCE_NOT_FOUND");
        api.get("/api/reports/seven").problem(400, "INVALID_PARAMETER");
        api.get("/api/reports?cursor=x").problem(400, "INVALID_CURSOR");
        api.get("/api/reports?kind=energy").problem(400, "UNKNOWN_PARAMETER");
    }

    private Api.Answer request(String kind, String period, String site, boolean again) {
        return api.post(
                "/api/reports",
                "{\"kind\":\"%s\",\"period\":\"%s\",\"sites\":[\"%s\"],\"again\":%s}"
                        .formatted(kind, period, site, again));
    }

    /// As the message would that the request has sent.
    private void carryOut(String run) {
        dispatcher.handle(deliveries.write(new Delivery.Continue(new RunId(run))), Deadline.none());
        // Other tests of this application expect to find only messages of their own.
        LocalCloud.shared().sqs().purgeQueue(purge -> purge.queueUrl(ApiTest.SPACE.files()));
    }
}
