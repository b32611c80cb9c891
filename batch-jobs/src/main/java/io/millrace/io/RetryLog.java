package io.millrace.io;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.retry.RetryListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.Retryable;

/// Says that S3 is slow before it is too slow.
final class RetryLog implements RetryListener {

    private static final Logger log = LoggerFactory.getLogger(S3Objects.class);

    @Override
    public void onRetryFailure(RetryPolicy policy, Retryable<?> retryable, Throwable failure) {
        log.warn("Reading from S3 failed again: {}", S3Failures.text(failure));
    }
}
