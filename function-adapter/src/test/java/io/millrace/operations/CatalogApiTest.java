package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class CatalogApiTest {

    @Autowired Api api;

    @Autowired Files files;

    @Test
    void listsJobsWithTheirRoutes() {
        var jobs = api.walk("/api/jobs?limit=1");

        assertThat(jobs)
                .filteredOn(job -> job.get("name").stringValue().equals("energy"))
                .singleElement()
                .satisfies(
                        job -> {
                            assertThat(job.get("routes").toString()).isEqualTo("[\"energy\",\"pair\",\"strict\"]");
                            assertThat(api.get(job.at("/links/runs/href").stringValue()).status()).isEqualTo(200);
                        });
    }

    @Test
    void listsRoutesInPages() {
        var routes = api.walk("/api/routes?limit=1");

        assertThat(routes).hasSize(3);
        assertThat(routes.getFirst().toString())
                .isEqualTo(
                        """
                        {"name":"energy","bucket":"%s","key":"energy/**","job":"energy","parameters":{},\
                        "errorBudget":{"share":0.5,"minRecords":1000}}\
                        """
                                .formatted(ApiTest.SPACE.landing()));
        assertThat(routes.get(1).at("/key").stringValue()).isEqualTo("pair/{set}/{member}.json");
        assertThat(routes.get(1).at("/set").toString())
                .isEqualTo("{\"members\":[\"left\",\"right\"],\"deadline\":\"PT6H\",\"once\":true}");
        assertThat(routes.getLast().at("/parameters/mode").stringValue()).isEqualTo("strict");
        assertThat(routes.getLast().at("/errorBudget/count").longValue()).isZero();
    }

    @Test
    void listsNotificationsNewestFirst() {
        var anomaly = Files.reading("site-notified", "2026-03-01T12:00:00Z").replace("0.3", "-0.3");
        files.run("energy/notified/1.json", anomaly);
        var run = files.run("energy/notified/2.json", anomaly);

        var all = api.walk("/api/notifications?limit=1");

        assertThat(all.size()).isGreaterThanOrEqualTo(2);
        var newest = all.getFirst();
        assertThat(newest.get("run").stringValue()).isEqualTo(run.value());
        assertThat(newest.get("kind").stringValue()).isEqualTo("anomalies");
        assertThat(newest.get("subject").stringValue()).contains("1 anomaly");
        assertThat(newest.has("sentAt")).isTrue();
        assertThat(newest.at("/links/run/href").stringValue()).isEqualTo("/api/runs/" + run);
    }
}
