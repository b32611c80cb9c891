package io.millrace.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.SnsException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/// The request that SNS gets, taken down by an HTTP server in its place.
class SnsNotifierTest {

    private static final String TOPIC = "arn:aws:sns:eu-central-1:000000000000:alerts";

    private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private SnsClient sns;
    private volatile int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                    requests.add(form(body));
                    byte[] answer =
                            (status == 200
                                            ? "<PublishResponse"
                                                  + " xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>"
                                            : "<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>No</Message></Error></ErrorResponse>")
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        server.start();
        sns =
                SnsClient.builder()
                        .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                        .region(Region.EU_CENTRAL_1)
                        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                        .build();
    }

    @AfterEach
    void stop() {
        sns.close();
        server.stop(0);
    }

    @Test
    void publishesSubjectAndBodyToTheTopic() {
        send("Millrace: 3 anomalies at 1 site", "3 anomalies\nat site-ä");

        assertThat(requests)
                .singleElement()
                .satisfies(
                        request ->
                                assertThat(request)
                                        .containsEntry("Action", "Publish")
                                        .containsEntry("TopicArn", TOPIC)
                                        .containsEntry("Subject", "Millrace: 3 anomalies at 1 site")
                                        .containsEntry("Message", "3 anomalies\nat site-ä"));
    }

    @Test
    void makesTheSubjectOneThatSnsTakes() {
        send("ä\n" + "x".repeat(200), "Body");

        assertThat(requests.getFirst().get("Subject")).hasSize(100).startsWith("??xx").endsWith("x...");
    }

    @Test
    void tellsWhenSnsRefuses() {
        status = 403;

        assertThatThrownBy(() -> send("Subject", "Body")).isInstanceOf(SnsException.class);
    }

    private void send(String subject, String body) {
        new SnsNotifier(sns, TOPIC).send(new Notification("test", subject, body));
    }

    private static Map<String, String> form(String body) {
        return Arrays.stream(body.split("&"))
                .map(field -> field.split("=", 2))
                .collect(
                        Collectors.toMap(
                                field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
    }
}
