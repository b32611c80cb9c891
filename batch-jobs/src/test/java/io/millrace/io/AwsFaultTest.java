package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

/// On what the SDK really throws, so that a new version that throws something else is noticed.
class AwsFaultTest {

    private static final AwsCredentialsProvider ANYBODY = AnonymousCredentialsProvider.create();

    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void aClientWithoutCredentialsIsUnusable() {
        var none = ProfileFile.builder().type(ProfileFile.Type.CONFIGURATION).content(empty()).build();
        var profile = ProfileCredentialsProvider.builder().profileFile(none).profileName("nobody").build();

        assertThat(faultOf(client(profile, endpoint()))).isEqualTo(AwsFault.UNUSABLE);
        assertThat(faultOf(client(AwsCredentialsProviderChain.of(profile), endpoint()))).isEqualTo(AwsFault.UNUSABLE);
    }

    @Test
    void aHostThatDoesNotExistMakesAClientUnusable() {
        assertThat(faultOf(client(ANYBODY, URI.create("http://no-such-host.invalid")))).isEqualTo(AwsFault.UNUSABLE);
    }

    @Test
    void aPortOnWhichNobodyListensMayBeOpenedLater() throws IOException {
        server.close();

        assertThat(faultOf(client(ANYBODY, endpoint()))).isEqualTo(AwsFault.UNAVAILABLE);
    }

    @Test
    void aServiceThatDoesNotAnswerMayDoSoLater() {
        var patience = Duration.ofMillis(100);

        assertThat(faultOf(client(ANYBODY, endpoint(), limit -> limit.apiCallTimeout(patience))))
                .isEqualTo(AwsFault.UNAVAILABLE);
        assertThat(faultOf(client(ANYBODY, endpoint(), limit -> limit.apiCallAttemptTimeout(patience))))
                .isEqualTo(AwsFault.UNAVAILABLE);
    }

    @Test
    void anInterruptedThreadIsToEnd() {
        Thread.currentThread().interrupt();
        try {
            assertThat(faultOf(client(ANYBODY, endpoint()))).isEqualTo(AwsFault.ABORTED);
        } finally {
            Thread.interrupted();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "500, InternalFailure, UNAVAILABLE",
        "503, ServiceUnavailable, UNAVAILABLE",
        "400, ThrottlingException, UNAVAILABLE",
        "400, ProvisionedThroughputExceededException, UNAVAILABLE",
        "400, RequestTimeout, UNAVAILABLE",
        "403, RequestTimeTooSkewed, UNAVAILABLE",
        "400, ValidationException, REFUSED",
        "400, ExpiredTokenException, REFUSED",
        "403, AccessDenied, REFUSED",
        "404, NoSuchKey, REFUSED"
    })
    void anAnswerSaysItself(int status, String code, AwsFault fault) {
        var answer =
                AwsServiceException.builder()
                        .statusCode(status)
                        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                        .build();

        assertThat(AwsFault.of(answer)).isEqualTo(fault);
    }

    private static AwsFault faultOf(SqsClient client) {
        try (client) {
            return AwsFault.of(catchThrowableOfType(SdkException.class, client::listQueues));
        }
    }

    private URI endpoint() {
        return URI.create("http://%s:%d".formatted(server.getInetAddress().getHostAddress(), server.getLocalPort()));
    }

    private static SqsClient client(AwsCredentialsProvider credentials, URI endpoint) {
        return client(credentials, endpoint, override -> {});
    }

    private static SqsClient client(
            AwsCredentialsProvider credentials, URI endpoint, Consumer<ClientOverrideConfiguration.Builder> override) {
        return SqsClient.builder()
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(credentials)
                .endpointOverride(endpoint)
                .overrideConfiguration(override)
                .build();
    }

    private static ByteArrayInputStream empty() {
        return new ByteArrayInputStream(new byte[0]);
    }
}
