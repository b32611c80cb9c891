package io.millrace.operations.health;

import io.millrace.aws.Buckets;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import software.amazon.awssdk.services.s3.S3Client;

/// S3 is healthy when the buckets are there and open to us.
final class S3Health extends AbstractHealthIndicator {

    private final S3Client s3;
    private final Buckets buckets;

    S3Health(S3Client s3, Buckets buckets) {
        super("S3 does not answer");
        this.s3 = s3;
        this.buckets = buckets;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        head(buckets.landing());
        head(buckets.results());
        health.up().withDetail("landing", buckets.landing()).withDetail("results", buckets.results());
    }

    private void head(String bucket) {
        s3.headBucket(request -> request.bucket(bucket).overrideConfiguration(Patience::limit));
    }
}
