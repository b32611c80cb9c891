package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.run.RunState;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class StatusPageTest {

    @Autowired Api api;

    @Autowired Files files;

    @Test
    void showsCountsByStateAndTheLatestRuns() {
        var run = files.run("energy/page/latest.ndjson", "nonsense\n" + Files.reading("a", "2026-03-01T12:00:00Z"));

        var page = api.get("/");

        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.text()).contains("energy/page/latest.ndjson", "href=\"/api/runs/" + run + "\"");
        assertThat(page.text()).contains("href=\"/api/runs/" + run + "/rejects\">1</a>");
        for (var state : RunState.values()) {
            assertThat(page.text()).contains("</strong> " + state + "</a>");
        }
    }

    @Test
    void showsTheKeyOfAFileAsText() {
        files.completed("energy/page/<script>alert('1')</script>\"&.json");

        assertThat(api.get("/").text())
                .contains("energy/page/&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;.json")
                .doesNotContain("<script");
    }

    @Test
    void refreshesItselfWithoutScriptsAndWithoutOthers() {
        var page = api.get("/");

        assertThat(page.header("Refresh")).isEqualTo("5");
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; style-src 'self'")
                .doesNotContain("unsafe", "script");
        assertThat(page.text()).doesNotContain("http:", "https:", "style=");
        assertThat(api.get("/status.css").header("Content-Type")).startsWith("text/css");
    }
}
