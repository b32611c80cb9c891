package io.millrace.io;

import io.millrace.arrival.ObjectVersion;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;

/// What a failure of S3 means for who reads: wait, or give up and say why.
final class S3Failures {

    private S3Failures() {}

    /// Whether the same request may well succeed a moment later.
    static boolean isTransient(Throwable failure) {
        return switch (failure) {
            case SdkException e -> AwsFault.of(e) == AwsFault.UNAVAILABLE;
            case IOException e -> true;
            default -> false;
        };
    }

    /// The end of trying.
    static RuntimeException unreadable(ObjectVersion object, Throwable failure) {
        if (failure instanceof UnreadableObjectException known) {
            return known;
        }
        if (failure instanceof AwsServiceException answer && !isTransient(answer)) {
            return refused(object, answer);
        }
        if (isTransient(failure) || failure instanceof AbortedException || failure instanceof InterruptedException) {
            return new UnreadableObjectException(
                    object, FileFault.STORAGE_UNAVAILABLE, "S3 is not available: " + text(failure), failure);
        }
        return failure instanceof RuntimeException bug ? bug : new IllegalStateException(failure);
    }

    private static UnreadableObjectException refused(ObjectVersion object, AwsServiceException answer) {
        return switch (answer.statusCode()) {
            // 405: the version is a marker of a deletion.
            case 404, 405 ->
                    new UnreadableObjectException(
                            object, FileFault.GONE, "it was deleted after it was announced", answer);
            case 412 ->
                    new UnreadableObjectException(
                            object, FileFault.SUPERSEDED, "it was overwritten after it was announced", answer);
            // Whoever may not list a bucket is told this also of an object that is not there.
            default ->
                    new UnreadableObjectException(
                            object, FileFault.STORAGE_REFUSED, "S3 refuses: " + text(answer), answer);
        };
    }

    /// A failure in a few words.
    static String text(Throwable failure) {
        if (failure instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
            var details = answer.awsErrorDetails();
            return "%d %s, %s".formatted(answer.statusCode(), details.errorCode(), details.errorMessage());
        }
        return String.valueOf(failure.getMessage());
    }
}
