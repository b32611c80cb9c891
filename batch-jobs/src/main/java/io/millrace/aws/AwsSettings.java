package io.millrace.aws;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

import java.time.Duration;

/// What the application uses in AWS and how patiently, prefix `millrace.aws`. Region, credentials and endpoints are the
/// SDK's own business: it reads them from its environment.
///
/// @param buckets the buckets
/// @param queues the queues, by URL or by name
/// @param s3PathStyle puts the bucket's name into the path instead of the host's name, for servers that are not AWS
/// @param connectTimeout how long a connection may take to be made
/// @param socketTimeout how long an open connection may be silent; longer than the longest poll of a queue (20 s)
/// @param maxConnections connections open at once, of all clients together
/// @param attempts how often a call is tried in all, with back-off and jitter, before its fault is reported
@ConfigurationProperties("millrace.aws")
record AwsSettings(
        @DefaultValue Buckets buckets,
        @DefaultValue QueueNames queues,
        @DefaultValue("false") boolean s3PathStyle,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("30s") Duration socketTimeout,
        @DefaultValue("64") int maxConnections,
        @DefaultValue("5") int attempts) {

    AwsSettings {
        Assert.isTrue(connectTimeout.isPositive(), "millrace.aws.connect-timeout must be positive");
        Assert.isTrue(socketTimeout.isPositive(), "millrace.aws.socket-timeout must be positive");
        Assert.isTrue(
                maxConnections > 0, () -> "millrace.aws.max-connections must be at least 1, is " + maxConnections);
        Assert.isTrue(attempts > 0, () -> "millrace.aws.attempts must be at least 1, is " + attempts);
    }
}
