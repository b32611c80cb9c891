package io.millrace.io;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// Stands before DynamoDB Local and answers BatchWriteItem calls as a bad day of DynamoDB's would. Other calls pass,
/// and do not count.
final class DynamoDbProxy implements AutoCloseable {

    /// What happens to a call.
    sealed interface Behaviour {

        /// DynamoDB takes this many of its items, the others come back as unprocessed.
        record Take(int items) implements Behaviour {}

        /// DynamoDB does not see it.
        record Fail(int status, String code) implements Behaviour {}

        /// DynamoDB takes it all, and then the connection breaks.
        record BreakAfter() implements Behaviour {}
    }

    private record Answer(int status, String body) {}

    static final Behaviour PASS = new Behaviour.Take(25);
    static final Behaviour BREAK_AFTER = new Behaviour.BreakAfter();

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI target;
    private final IntFunction<Behaviour> behaviour;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostUnderWay = new AtomicInteger();

    /// @param behaviour of each call, by its number from 1
    DynamoDbProxy(URI target, IntFunction<Behaviour> behaviour) throws IOException {
        this.target = target;
        this.behaviour = behaviour;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    int calls() {
        return calls.get();
    }

    int underWay() {
        return underWay.get();
    }

    int mostUnderWay() {
        return mostUnderWay.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (exchange.getRequestHeaders().getFirst("X-Amz-Target").endsWith(".BatchWriteItem")) {
            answer(exchange);
        } else {
            pass(exchange);
        }
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, forward(exchange, exchange.getRequestBody().readAllBytes()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try (exchange) {
            var answer = answerTo(exchange);
            // Before the answer goes: its receiver may ask at once.
            underWay.decrementAndGet();
            if (answer != null) {
                send(exchange, answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Null to break the connection.
    private @Nullable Answer answerTo(HttpExchange exchange) throws IOException, InterruptedException {
        var body = exchange.getRequestBody().readAllBytes();
        return switch (behaviour.apply(calls.incrementAndGet())) {
            case Behaviour.Take(var items) -> take(exchange, body, items);
            case Behaviour.Fail(var status, var code) ->
                    new Answer(
                            status,
                            """
                            {"__type":"com.amazonaws.dynamodb.v20120810#%s","message":"on purpose"}\
                            """
                                    .formatted(code));
            case Behaviour.BreakAfter() -> {
                forward(exchange, body);
                yield null;
            }
        };
    }

    private Answer take(HttpExchange exchange, byte[] body, int limit) throws IOException, InterruptedException {
        var request = (ObjectNode) JSON.readTree(body);
        var unprocessed = JSON.createObjectNode();
        for (var table : request.get("RequestItems").properties()) {
            var items = (ArrayNode) table.getValue();
            while (items.size() > limit) {
                unprocessed.withArrayProperty(table.getKey()).add(items.remove(limit));
            }
        }
        var answer =
                new Answer(200, JSON.writeValueAsString(JSON.createObjectNode().set("UnprocessedItems", unprocessed)));
        if (limit == 0) {
            return answer;
        }
        var real = forward(exchange, JSON.writeValueAsBytes(request));
        return real.status() == 200 && !unprocessed.isEmpty() ? answer : real;
    }

    private Answer forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(target).POST(BodyPublishers.ofByteArray(body));
        for (var header : List.of("Content-Type", "X-Amz-Target", "X-Amz-Date", "Authorization")) {
            request.header(header, exchange.getRequestHeaders().getFirst(header));
        }
        var response = client.send(request.build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }
}
