package io.millrace.io;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.net.UnknownHostException;

/// What an exception of the AWS SDK means to whoever made the call. The SDK tells what it retries, but not what is of
/// no use to repeat: of its client exceptions most are lost connections, and some are missing credentials.
public enum AwsFault {
    /// The service, or the way to it, is away, throttles, fails or is too slow: the same call may succeed later.
    UNAVAILABLE,
    /// The service has answered, and the answer is no.
    REFUSED,
    /// The client cannot make the call as it is set up: it finds no credentials, or the host of its endpoint does not
    /// exist; or it cannot make sense of the answer. (A name server that is away looks like a host that does not exist;
    /// the SDK has asked it several times by then.)
    UNUSABLE,
    /// The thread was interrupted.
    ABORTED;

    private static final int REQUEST_TIMEOUT = 408;
    private static final int SERVER_ERROR = 500;

    public static AwsFault of(SdkException e) {
        return switch (e) {
            case AwsServiceException answer -> mayPass(answer) ? UNAVAILABLE : REFUSED;
            case AbortedException _ -> ABORTED;
            case ApiCallTimeoutException _, ApiCallAttemptTimeoutException _ -> UNAVAILABLE;
            default -> isCausedBy(UnknownHostException.class, e) ? UNUSABLE : client(e);
        };
    }

    private static AwsFault client(SdkException e) {
        return e.retryable() || isCausedBy(IOException.class, e) ? UNAVAILABLE : UNUSABLE;
    }

    private static boolean mayPass(AwsServiceException answer) {
        return answer.statusCode() >= SERVER_ERROR
                || answer.statusCode() == REQUEST_TIMEOUT
                || answer.isThrottlingException()
                || answer.isRetryableException()
                || answer.isClockSkewException()
                // S3's word for a connection that was silent.
                || (answer.awsErrorDetails() != null && "RequestTimeout".equals(answer.awsErrorDetails().errorCode()));
    }

    private static boolean isCausedBy(Class<? extends Exception> type, @Nullable Throwable thrown) {
        return thrown != null && (type.isInstance(thrown) || isCausedBy(type, thrown.getCause()));
    }
}
