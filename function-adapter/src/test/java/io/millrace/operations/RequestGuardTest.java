package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.run.RunState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

@ApiTest
class RequestGuardTest {

    @Autowired Api api;

    @Autowired Files files;

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Origin, http://evil.example",
        "Origin, http://localhost:1",
        "Origin, null",
        "Origin, nonsense"
    })
    void pagesOfOthersChangeNothing(String header, String value) {
        var run = files.inState(RunState.FAILED, "energy/guard/foreign.json");

        api.post("/api/runs/" + run + "/abandon", null, header, value).problem(403, "FOREIGN_ORIGIN");

        assertThat(api.get("/api/runs/" + run).json().get("state").stringValue()).isEqualTo("FAILED");
        files.jdbc().sql("DELETE FROM millrace.run WHERE id = ?").param(run.value()).update();
    }

    @Test
    void ourOwnPagesAndProgramsMayChangeThings() {
        var headers =
                List.of(
                        new String[0],
                        new String[] {"Sec-Fetch-Site", "same-origin"},
                        new String[] {"Sec-Fetch-Site", "none"},
                        new String[] {"Origin", "http://localhost:" + api.port()},
                        new String[] {"Origin", "https://LOCALHOST:" + api.port()},
                        new String[] {"Sec-Fetch-Site", "same-origin", "Origin", "http://localhost:" + api.port()});
        for (int i = 0; i < headers.size(); i++) {
            var run = files.inState(RunState.FAILED, "energy/guard/ours-%d.json".formatted(i));

            assertThat(api.post("/api/runs/" + run + "/abandon", null, headers.get(i)).status()).isEqualTo(202);
        }
    }

    @Test
    void pagesOfOthersMayLinkToUs() {
        assertThat(api.get("/api/jobs", "Sec-Fetch-Site", "cross-site").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example"})
    void isNotCalledByNamesThatOthersMadeUp(String host) throws IOException {
        assertThat(raw("GET /api/jobs HTTP/1.1\r\nHost: " + host))
                .startsWith("HTTP/1.1 421")
                .contains("application/problem+json", "\"code\":\"FOREIGN_HOST\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:8080"})
    void isCalledByTheNamesOfThisMachine(String host) throws IOException {
        assertThat(raw("GET /api/jobs HTTP/1.1\r\nHost: " + host)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/runs?key=%zz",
                "/api/runs?key=a|b",
                "/api/runs?key=[",
                "/api/runs/%00",
                "/%2e%2e/x",
                "/api/runs/%"
            })
    void whatIsNoUrlIsAProblemToo(String path) throws IOException {
        assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: localhost"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "\"code\":\"INVALID_REQUEST\"")
                .doesNotContain("Tomcat", "Exception");
    }

    /// What an HTTP client would not send.
    private String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.getOutputStream()
                    .write((request + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void listensOnThisMachineOnly(@Autowired ServletWebServerApplicationContext context) {
        assertThat(context.getEnvironment().getProperty("server.address")).isEqualTo("127.0.0.1");
    }

    @Test
    void tellsBrowsersNotToGuessAndNotToKeep() {
        var answer = api.get("/api/jobs");

        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
    }
}
