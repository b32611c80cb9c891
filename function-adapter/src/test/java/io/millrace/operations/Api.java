package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// The API as a client sees it.
public class Api {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Environment environment;

    Api(Environment environment) {
        this.environment = environment;
    }

    /// What the server answered.
    public record Answer(HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public String text() {
            return response.body();
        }

        public JsonNode json() {
            return JSON.readTree(response.body());
        }

        public @Nullable String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /// Where the effect of a request shows.
        public String location() {
            return Objects.requireNonNull(header("Location"));
        }

        public JsonNode items() {
            assertThat(status()).as(text()).isEqualTo(200);
            return json().required("items");
        }

        public Optional<String> next() {
            return json().path("next").stringValueOpt();
        }

        /// Fails unless it is a problem document with this code; the document.
        public JsonNode problem(int status, String code) {
            assertThat(status()).as(text()).isEqualTo(status);
            assertThat(header("Content-Type")).startsWith("application/problem+json");
            assertThat(json().path("code").stringValue("")).isEqualTo(code);
            assertThat(json().path("status").intValue()).isEqualTo(status);
            return json();
        }
    }

    public String url(String path) {
        return "http://localhost:" + port() + path;
    }

    int port() {
        return environment.getRequiredProperty("local.server.port", Integer.class);
    }

    public Answer get(String path, String... headers) {
        return send(path, request -> request.GET(), headers);
    }

    public Answer post(String path, @Nullable String json, String... headers) {
        return send(
                path,
                request -> {
                    if (json == null) {
                        request.POST(BodyPublishers.noBody());
                    } else {
                        request.POST(BodyPublishers.ofString(json)).header("Content-Type", "application/json");
                    }
                },
                headers);
    }

    public Answer send(String path, Consumer<HttpRequest.Builder> kind, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url(path)));
        kind.accept(request);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Answer(http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// All entries of a list, page by page.
    ///
    /// @param path with at least one parameter
    public List<JsonNode> walk(String path) {
        var all = new ArrayList<JsonNode>();
        var page = get(path);
        page.items().forEach(all::add);
        for (var next = page.next(); next.isPresent(); next = page.next()) {
            page = get(path + "&cursor=" + next.get());
            page.items().forEach(all::add);
        }
        return all;
    }
}
