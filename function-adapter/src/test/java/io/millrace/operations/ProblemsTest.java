package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.RequestDispatcher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import tools.jackson.databind.json.JsonMapper;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

@ApiTest
class ProblemsTest {

    @Autowired Api api;

    @Test
    void nothingAtAPath() {
        for (var path :
                new String[] {"/nope", "/api", "/api/nope", "/api/runs/", "/api/runs/x/y/z", "/error", "/status.txt"}) {
            var problem = api.get(path).problem(404, "PATH_NOT_FOUND");
            assertThat(problem.get("instance").stringValue()).isEqualTo(path);
            assertThat(problem.get("title").stringValue()).isEqualTo("Not Found");
        }
    }

    @Test
    void aMethodThatThePathDoesNotKnow() {
        assertThat(api.post("/api/runs", null).problem(405, "METHOD_NOT_ALLOWED").get("allowed").toString())
                .isEqualTo("[\"GET\"]");
        api.send("/api/arrivals", request -> request.method("DELETE", BodyPublishers.noBody()))
                .problem(405, "METHOD_NOT_ALLOWED");
        api.post("/", null).problem(405, "METHOD_NOT_ALLOWED");
    }

    @Test
    void aMediaTypeThatThePathDoesNotKnow() {
        var problem = api.get("/api/runs", "Accept", "text/csv").problem(406, "NOT_ACCEPTABLE");

        assertThat(problem.get("detail").stringValue()).contains("application/json").doesNotContain("yaml");
        api.get("/api/runs", "Accept", "nonsense").problem(406, "NOT_ACCEPTABLE");
        api.get("/api/runs/nobody", "Accept", "image/png").problem(406, "NOT_ACCEPTABLE");
    }

    @Test
    void whatFailsOutsideOfSpringIsAProblemToo() {
        var request = new MockHttpServletRequest();
        request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, 500);
        request.setAttribute(RequestDispatcher.ERROR_EXCEPTION, new IllegalStateException("secret"));

        var answer = new FallbackProblems().problem(request);

        assertThat(answer.getStatusCode().value()).isEqualTo(500);
        assertThat(String.valueOf(answer.getBody())).contains("INTERNAL_ERROR").doesNotContain("secret");
    }

    /// Fails as a real method may. Not static, so that no application that is started from the tests takes it in.
    @RestController
    @SuppressWarnings("ClassCanBeStatic")
    class Failing {

        private final Exception failure;

        Failing(Exception failure) {
            this.failure = failure;
        }

        @GetMapping("/failing")
        String get() throws Exception {
            throw failure;
        }
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new IllegalStateException("secret"), 500, "INTERNAL_ERROR"),
                Arguments.of(new NullPointerException("secret"), 500, "INTERNAL_ERROR"),
                Arguments.of(aws("ResourceNotFoundException", 400), 500, "INTERNAL_ERROR"),
                Arguments.of(aws("ProvisionedThroughputExceededException", 400), 503, "SERVICE_UNAVAILABLE"),
                Arguments.of(aws("InternalServerError", 500), 503, "SERVICE_UNAVAILABLE"),
                Arguments.of(SdkClientException.create("secret: connection refused"), 503, "SERVICE_UNAVAILABLE"),
                Arguments.of(new CannotGetJdbcConnectionException("secret"), 503, "SERVICE_UNAVAILABLE"),
                Arguments.of(new DataAccessResourceFailureException("secret"), 503, "SERVICE_UNAVAILABLE"),
                Arguments.of(new CannotAcquireLockException("secret"), 503, "SERVICE_UNAVAILABLE"),
                Arguments.of(new CannotCreateTransactionException("secret"), 503, "SERVICE_UNAVAILABLE"));
    }

    private static AwsServiceException aws(String code, int status) {
        return DynamoDbException.builder()
                .message("secret")
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage("secret").build())
                .build();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFaultOfTheServerSaysWhereToLookAndNothingElse(Exception failure, int status, String code) {
        var mvc =
                MockMvcTester.create(
                        MockMvcBuilders.standaloneSetup(new Failing(failure))
                                .setControllerAdvice(new Problems())
                                .build());

        var answer = mvc.get().uri("/failing").exchange();

        assertThat(answer).hasStatus(status);
        var text = new String(answer.getResponse().getContentAsByteArray(), StandardCharsets.UTF_8);
        assertThat(text).doesNotContain("secret", "Exception", "io.millrace");
        var problem = JsonMapper.shared().readTree(text);
        assertThat(problem.path("code").stringValue("")).isEqualTo(code);
        assertThat(problem.has("reference")).isEqualTo(status == 500);
    }
}
