package io.millrace.operations;

import io.millrace.io.InvalidCursorException;
import io.millrace.reject.RedriveRefusedException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

import java.util.UUID;

/// Turns whatever a request failed with into a problem document (RFC 9457) with a stable code. What it says of a fault
/// of the server is a reference into the log.
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private static final int SERVER_ERROR = 500;

    @ExceptionHandler
    @Nullable ResponseEntity<Object> invalidCursor(InvalidCursorException e, WebRequest request) {
        return answer(Paging.invalidCursor(e.getMessage() + "."), request);
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> refusedRedrive(RedriveRefusedException e, WebRequest request) {
        var code =
                switch (e.fault()) {
                    case NOTHING_TO_REDRIVE -> ApiCode.NOTHING_TO_REDRIVE;
                    case PART_OF_SET -> ApiCode.PART_OF_SET;
                    case REJECT_NOT_AVAILABLE -> ApiCode.REJECT_NOT_AVAILABLE;
                    case CORRECTION_NEEDED -> ApiCode.CORRECTION_NEEDED;
                    case CORRECTION_HAS_LINE_BREAK -> ApiCode.CORRECTION_HAS_LINE_BREAK;
                };
        return answer(ApiException.of(code, e.getMessage() + "."), request);
    }

    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        RecoverableDataAccessException.class,
        TransientDataAccessException.class,
        CannotCreateTransactionException.class
    })
    @Nullable ResponseEntity<Object> noDatabase(Exception e, WebRequest request) {
        return answer(unavailable("The database does not answer.", e), request);
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> aws(AwsServiceException e, WebRequest request) {
        return e.isThrottlingException() || e.statusCode() >= SERVER_ERROR
                ? answer(unavailable("An AWS service throttles or fails.", e), request)
                : unexpected(e, request);
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> noAws(SdkClientException e, WebRequest request) {
        return answer(unavailable("An AWS service does not answer.", e), request);
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> unexpected(Exception e, WebRequest request) {
        if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
            log.debug("A client did not wait for its answer", e);
            return null;
        }
        var reference = UUID.randomUUID().toString();
        log.error("A request failed unexpectedly, reference {}", reference, e);
        return answer(
                ApiException.of(ApiCode.INTERNAL_ERROR, "A fault of the server. Its log has the details.", e)
                        .with("reference", reference),
                request);
    }

    private static ApiException unavailable(String what, Exception cause) {
        log.warn("A request found a service down: {}", cause.toString());
        return ApiException.of(ApiCode.SERVICE_UNAVAILABLE, what + " Try again in a while.", cause);
    }

    private @Nullable ResponseEntity<Object> answer(ApiException problem, WebRequest request) {
        return handleExceptionInternal(
                problem, problem.getBody(), problem.getHeaders(), problem.getStatusCode(), request);
    }

    /// Where all roads meet. If a part of the answer is on its way already, the exception goes on to the server, which
    /// breaks the connection off: otherwise half a download would look like a whole one.
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (request instanceof ServletWebRequest servlet && servlet.getResponse() != null) {
            var response = servlet.getResponse();
            if (response.isCommitted()) {
                throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
            }
            response.resetBuffer();
            response.setHeader(HttpHeaders.CONTENT_DISPOSITION, null);
        }
        var problem = e instanceof ApiException known ? known : RequestFaults.problem(e, status);
        if (problem.getStatusCode().is5xxServerError() && problem != e) {
            return unexpected(e, request);
        }
        return super.handleExceptionInternal(
                e, problem.getBody(), asProblem(headers), problem.getStatusCode(), request);
    }

    /// Whatever the client accepts: it may be just that which cannot be read.
    private static HttpHeaders asProblem(HttpHeaders headers) {
        var all = new HttpHeaders(headers);
        all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return all;
    }
}
