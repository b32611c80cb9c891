package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.run.RunStore.Ending;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.step.FatalStepExecutionException;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.CannotCreateTransactionException;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.net.SocketException;
import java.sql.SQLException;
import java.util.stream.Stream;

class FailureTest {

    @ParameterizedTest
    @MethodSource
    void isTriedAgainAtOnceIfItIsAboutToPass(Exception cause, String code) {
        Failure failure = Failure.of(wrapped(cause));

        assertThat(failure.transientFault()).isTrue();
        assertThat(failure.ending())
                .returns(RunState.FAILED, Ending::state)
                .returns(true, Ending::retryable)
                .satisfies(ending -> assertThat(ending.reason()).extracting(Reason::code).isEqualTo(code));
    }

    static Stream<Arguments> isTriedAgainAtOnceIfItIsAboutToPass() {
        return Stream.of(
                Arguments.of(dynamoDb("ThrottlingException", 400), "SERVICE_UNAVAILABLE"),
                Arguments.of(dynamoDb("InternalServerError", 500), "SERVICE_UNAVAILABLE"),
                Arguments.of(RetryableException.create("Nothing was taken"), "SERVICE_UNAVAILABLE"),
                Arguments.of(
                        SdkClientException.create("Not sent", new SocketException("Connection reset")),
                        "SERVICE_UNAVAILABLE"),
                Arguments.of(new QueryTimeoutException("Too slow"), "DATABASE_UNAVAILABLE"),
                Arguments.of(new CannotCreateTransactionException("No connection"), "DATABASE_UNAVAILABLE"),
                Arguments.of(new SQLException("Terminated", "57P01"), "DATABASE_UNAVAILABLE"),
                Arguments.of(new SQLException("Gone", "08006"), "DATABASE_UNAVAILABLE"));
    }

    @ParameterizedTest
    @MethodSource
    void isLeftToAnotherDeliveryIfItWouldOnlyRepeatItself(Exception cause, String code, String said) {
        Failure failure = Failure.of(wrapped(cause));

        assertThat(failure.transientFault()).isFalse();
        assertThat(failure.ending().retryable()).isTrue();
        assertThat(failure.ending().reason())
                .isNotNull()
                .satisfies(reason -> assertThat(reason.code()).isEqualTo(code))
                .satisfies(reason -> assertThat(reason.text()).contains(said));
    }

    static Stream<Arguments> isLeftToAnotherDeliveryIfItWouldOnlyRepeatItself() {
        return Stream.of(
                Arguments.of(
                        new IllegalStateException("Table t refuses", dynamoDb("AccessDeniedException", 400)),
                        "UNEXPECTED",
                        "Table t refuses"),
                Arguments.of(
                        new IllegalStateException("Not taken", SdkClientException.create("No credentials")),
                        "CLIENT_UNUSABLE",
                        "No credentials"),
                Arguments.of(AbortedException.create("Interrupted"), "UNEXPECTED", "Interrupted"),
                Arguments.of(
                        new DataIntegrityViolationException("batch", new SQLException("duplicate key", "23505")),
                        "UNEXPECTED",
                        "duplicate key"));
    }

    @Test
    void isThatOfTheStepThatFailedAndNotOfThoseThatWereStopped() {
        var execution = new JobExecution(1, new JobInstance(1, "job"), new JobParameters());
        for (var id = 1; id <= 20; id++) {
            var stopped = new StepExecution(id, "lane-" + id, execution);
            stopped.addFailureException(new JobInterruptedException("JobExecution interrupted."));
            execution.addStepExecution(stopped);
        }
        var failed = new StepExecution(21, "lane-21", execution);
        failed.addFailureException(wrapped(new SQLException("Gone", "08006")));
        execution.addStepExecution(failed);
        execution.addFailureException(new JobInterruptedException("JobExecution interrupted."));

        assertThat(Failure.of(execution).ending().reason())
                .isNotNull()
                .extracting(Reason::code)
                .isEqualTo("DATABASE_UNAVAILABLE");
    }

    private static Exception dynamoDb(String code, int status) {
        return DynamoDbException.builder()
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .statusCode(status)
                .message(code)
                .build();
    }

    private static Exception wrapped(Exception cause) {
        return new FatalStepExecutionException("Unable to process chunk", cause);
    }
}
