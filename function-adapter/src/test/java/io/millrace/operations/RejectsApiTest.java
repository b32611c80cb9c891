package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.arrival.RunId;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

@ApiTest
class RejectsApiTest {

    @Autowired Api api;

    @Autowired Files files;

    private RunId rejected(String key, String... lines) {
        return files.run(
                key, String.join("\n", lines) + "\n" + Files.reading("a", "2026-03-01T12:00:00Z").repeat(lines.length));
    }

    /// A run with as many rejects as asked for, of 16 KiB each.
    private RunId many(String key, int rejects) {
        var run = files.completed(key);
        files.jdbc()
                .sql(
                        "INSERT INTO millrace.reject (run_id, step, record, byte_offset, code, reason, raw, raw_length)"
                                + " SELECT ?, 'load', n, n * 20000, 'INVALID_JSON', 'because', convert_to(repeat('x',"
                                + " 16384), 'UTF8'), 16384 FROM generate_series(1, ?) n")
                .params(run.value(), rejects)
                .update();
        return run;
    }

    @Test
    void listsRejectsWithPlaceReasonAndRawText() {
        var run = rejected("energy/rejects/list.ndjson", "{\"site_id\":1}", "überflüssig");

        var items = api.get("/api/runs/" + run + "/rejects").items();

        assertThat(items).hasSize(2);
        var first = items.get(0);
        assertThat(first.get("id").stringValue()).isEqualTo(run + "/load/1");
        assertThat(first.get("raw").stringValue()).isEqualTo("{\"site_id\":1}");
        assertThat(first.get("code").stringValue()).isEqualTo("WRONG_TYPE");
        assertThat(first.get("reason").stringValue()).isNotEmpty();
        assertThat(first.get("truncated").booleanValue()).isFalse();
        assertThat(first.has("redrive")).isFalse();
        assertThat(items.get(1).get("offset").longValue()).isEqualTo(14);
        assertThat(items.get(1).get("raw").stringValue()).isEqualTo("überflüssig");
    }

    @Test
    void pagesThroughMoreThanThreeMegabytes() {
        var run = many("energy/rejects/pages.json", 250);

        var all = api.walk("/api/runs/" + run + "/rejects?limit=7");

        assertThat(all).hasSize(250);
        assertThat(all.stream().mapToLong(reject -> reject.get("record").longValue()))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(all.stream().mapToInt(reject -> reject.toString().length()).sum()).isGreaterThan(3_000_000);
    }

    @Test
    void downloadsAllAsLines() {
        var run = rejected("energy/rejects/lines.ndjson", "\"a\\nb\"", "=1+1", "überflüssig");

        var answer = api.get("/api/runs/" + run + "/rejects?format=ndjson");

        assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson;charset=UTF-8");
        assertThat(answer.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"rejects-%s.ndjson\"".formatted(run));
        var list = api.get("/api/runs/" + run + "/rejects").items();
        assertThat(answer.text().lines().map(line -> JsonMapper.shared().readTree(line)))
                .containsExactlyElementsOf(list);
    }

    @Test
    void downloadsAllAsCsvInWhichNoCellIsAFormula() {
        var run =
                rejected(
                        "energy/rejects/cells.ndjson",
                        "=HYPERLINK(\"http://evil\",\"a,b\")",
                        "-1+1",
                        "@SUM",
                        "{\"site_id\":\"x\"}");

        var answer = api.get("/api/runs/" + run + "/rejects", "Accept", "text/csv");

        assertThat(answer.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
        assertThat(answer.header("Content-Disposition")).endsWith(".csv\"");
        assertThat(answer.text().lines().findFirst().orElseThrow())
                .isEqualTo("id,step,record,offset,code,reason,raw,rawLength,truncated,createdAt,redrive");
        assertThat(answer.text())
                .contains(",\"'=HYPERLINK(\"\"http://evil\"\",\"\"a,b\"\")\",", ",'-1+1,", ",'@SUM,")
                .contains(",\"{\"\"site_id\"\":\"\"x\"\"}\",")
                .endsWith("\r\n");
        assertThat(answer.text().lines()).hasSize(5);
    }

    @Test
    void theFormatIsStrongerThanTheHeader() {
        var run = rejected("energy/rejects/format.ndjson", "x");
        var path = "/api/runs/" + run + "/rejects";

        assertThat(api.get(path + "?format=json", "Accept", "text/csv").items()).hasSize(1);
        assertThat(api.get(path, "Accept", "application/x-ndjson").header("Content-Type"))
                .startsWith("application/x-ndjson");
        assertThat(api.get(path, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8").items()).hasSize(1);
        api.get(path, "Accept", "image/png").problem(406, "NOT_ACCEPTABLE");
        api.get(path, "Accept", "nonsense").problem(406, "NOT_ACCEPTABLE");
        assertThat(api.get(path, "Accept", "text/csv;q=0.5, application/json").items()).hasSize(1);
        assertThat(api.get(path + "?format=xml").problem(400, "INVALID_PARAMETER").get("parameter").stringValue())
                .isEqualTo("format");
        assertThat(
                        api.get(path + "?format=csv&limit=1")
                                .problem(400, "INVALID_PARAMETER")
                                .get("parameter")
                                .stringValue())
                .isEqualTo("limit");
        api.get("/api/runs/nobody/rejects?format=csv").problem(404, "RUN_NOT_FOUND");
    }

    @Test
    void aDownloadThatFailsHalfWayDoesNotLookComplete() throws Exception {
        var run = many("energy/rejects/cut.json", 4_000);
        var request =
                HttpRequest.newBuilder(URI.create(api.url("/api/runs/" + run + "/rejects?format=ndjson"))).build();

        var download = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());

        assertThat(download.statusCode()).isEqualTo(200);
        try (var body = download.body()) {
            assertThat(body.readNBytes(20_000)).hasSize(20_000);
            // The server waits for us to read on, and looks for the rest then.
            files.jdbc().sql("ALTER TABLE millrace.reject RENAME TO reject_away").update();
            assertThatExceptionOfType(IOException.class).isThrownBy(body::readAllBytes);
        } finally {
            files.jdbc().sql("ALTER TABLE IF EXISTS millrace.reject_away RENAME TO reject").update();
        }
    }
}
