package io.millrace.lambda;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

import java.time.Duration;

/// Settings of the functions, prefix `millrace.lambda`.
///
/// @param answerReserve time kept back at the end of an invocation, to answer before Lambda ends it
/// @param retryDelay how long a message that failed stays invisible after its first receive; doubles with each
/// @param maxRetryDelay the longest it stays invisible
@ConfigurationProperties("millrace.lambda")
record LambdaSettings(
        @DefaultValue("2s") Duration answerReserve,
        @DefaultValue("10s") Duration retryDelay,
        @DefaultValue("5m") Duration maxRetryDelay) {

    /// SQS takes no more.
    private static final Duration LONGEST = Duration.ofHours(12);

    LambdaSettings {
        Assert.isTrue(!answerReserve.isNegative(), "millrace.lambda.answer-reserve must not be negative");
        Assert.isTrue(!retryDelay.isNegative(), "millrace.lambda.retry-delay must not be negative");
        Assert.isTrue(
                maxRetryDelay.compareTo(retryDelay) >= 0 && maxRetryDelay.compareTo(LONGEST) <= 0,
                "millrace.lambda.max-retry-delay must be at least the retry-delay and at most 12h, is "
                        + maxRetryDelay);
    }
}
