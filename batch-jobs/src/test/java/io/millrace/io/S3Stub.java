package io.millrace.io;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.millrace.arrival.ObjectVersion;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/// One object in an S3 that fails on demand and remembers what it was asked for. The emulator answers correctly, which
/// is not what this is for.
final class S3Stub implements AutoCloseable {

    static final ObjectVersion VERSIONED = new ObjectVersion("landing", "a.json", "v1", "e1");
    static final ObjectVersion UNVERSIONED = new ObjectVersion("landing", "a.json", null, "e1");

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    private final HttpServer server;
    private final S3Client client;
    private final byte[] object;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private Fault lastingFault = (exchange, part) -> false;

    /// Answers an exchange wrongly, or leaves it alone and returns false.
    interface Fault {
        boolean answer(HttpExchange exchange, byte[] part) throws IOException;
    }

    S3Stub(String object) {
        this(object, Duration.ofSeconds(20));
    }

    /// @param patience how long the client waits for an answer
    S3Stub(String object, Duration patience) {
        this.object = object.getBytes(StandardCharsets.UTF_8);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        client =
                S3Client.builder()
                        .endpointOverride(URI.create("http://localhost:" + server.getAddress().getPort()))
                        .region(Region.EU_CENTRAL_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                        .forcePathStyle(true)
                        // One connection: whoever keeps it, keeps everybody else waiting.
                        .httpClientBuilder(
                                Apache5HttpClient.builder()
                                        .maxConnections(1)
                                        .connectionAcquisitionTimeout(Duration.ofSeconds(20))
                                        .socketTimeout(patience))
                        .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                        .build();
    }

    S3Client client() {
        return client;
    }

    /// What it was asked for: `GET bytes=0-99 v1`, with the version or the entity tag that was wanted.
    List<String> requests() {
        return requests;
    }

    /// The next requests fail, each in its way.
    S3Stub failing(Fault... next) {
        faults.addAll(List.of(next));
        return this;
    }

    /// All requests fail, in the same way.
    S3Stub failingAlways(Fault fault) {
        lastingFault = fault;
        return this;
    }

    static Fault status(int status, String code) {
        return (exchange, part) -> {
            var body = "<Error><Code>%s</Code><Message>As told</Message></Error>".formatted(code);
            send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
            return true;
        };
    }

    /// The connection breaks off after some bytes of the body.
    static Fault dropAfter(int bytes) {
        return (exchange, part) -> {
            exchange.sendResponseHeaders(206, part.length);
            exchange.getResponseBody().write(part, 0, bytes);
            exchange.getResponseBody().flush();
            exchange.close();
            return true;
        };
    }

    /// The body is complete as far as HTTP knows, but shorter than the range it claims to be.
    static Fault shorten() {
        return (exchange, part) -> {
            exchange.sendResponseHeaders(206, part.length - 1);
            exchange.getResponseBody().write(part, 0, part.length - 1);
            exchange.close();
            return true;
        };
    }

    /// Nothing comes until the client gives up waiting.
    static Fault hang() {
        return (exchange, part) -> {
            try {
                Thread.sleep(1500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
            return true;
        };
    }

    /// The whole object comes, whatever was asked for.
    Fault ignoreRange() {
        return (exchange, part) -> {
            exchange.getResponseHeaders().remove("Content-Range");
            send(exchange, 200, object);
            return true;
        };
    }

    private void answer(HttpExchange exchange) throws IOException {
        var range = exchange.getRequestHeaders().getFirst("Range");
        requests.add("%s %s %s".formatted(exchange.getRequestMethod(), range, pin(exchange)));
        try (exchange) {
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(object.length));
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            var part = part(exchange, range);
            var fault = faults.poll();
            if ((fault == null || !fault.answer(exchange, part)) && !lastingFault.answer(exchange, part)) {
                answerRight(exchange, part);
            }
        }
    }

    private static void answerRight(HttpExchange exchange, byte[] part) throws IOException {
        if (part.length == 0) {
            send(exchange, 416, "<Error><Code>InvalidRange</Code></Error>".getBytes(StandardCharsets.UTF_8));
        } else {
            send(exchange, 206, part);
        }
    }

    private byte[] part(HttpExchange exchange, @Nullable String header) {
        var range = RANGE.matcher(Objects.requireNonNull(header));
        if (!range.matches()) {
            throw new IllegalArgumentException(header);
        }
        var from = Math.min(object.length, Integer.parseInt(range.group(1)));
        var to = Math.min(object.length, Integer.parseInt(range.group(2)) + 1);
        exchange.getResponseHeaders().set("Content-Range", "bytes %d-%d/%d".formatted(from, to - 1, object.length));
        return Arrays.copyOfRange(object, from, to);
    }

    private static String pin(HttpExchange exchange) {
        var query = exchange.getRequestURI().getQuery();
        return query != null
                ? query.replace("versionId=", "")
                : String.valueOf(exchange.getRequestHeaders().getFirst("If-Match"));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }
}
