package io.millrace.io;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

import java.time.Duration;

/// Settings of writing to DynamoDB, prefix `millrace.io.dynamodb`.
///
/// @param batchesInFlight batches of 25 items that one chunk has under way at once
/// @param attempts attempts in a row in which DynamoDB takes nothing of a batch, before the write fails
/// @param delay upper bound of the random wait before the second attempt; doubles with each further one
/// @param maxDelay where the doubling ends
@ConfigurationProperties("millrace.io.dynamodb")
public record DynamoDbSettings(
        @DefaultValue("8") int batchesInFlight,
        @DefaultValue("10") int attempts,
        @DefaultValue("50ms") Duration delay,
        @DefaultValue("5s") Duration maxDelay) {

    public DynamoDbSettings {
        Assert.isTrue(
                batchesInFlight > 0,
                () -> "millrace.io.dynamodb.batches-in-flight must be at least 1, is " + batchesInFlight);
        Assert.isTrue(attempts > 0, () -> "millrace.io.dynamodb.attempts must be at least 1, is " + attempts);
        Assert.isTrue(delay.isPositive(), () -> "millrace.io.dynamodb.delay must be positive, is " + delay);
        Assert.isTrue(
                maxDelay.compareTo(delay) >= 0,
                () -> "millrace.io.dynamodb.max-delay must not be shorter than delay, is " + maxDelay);
    }

    /// The settings where nothing is set.
    public static DynamoDbSettings defaults() {
        return new Binder().bindOrCreate("millrace.io.dynamodb", DynamoDbSettings.class);
    }
}
