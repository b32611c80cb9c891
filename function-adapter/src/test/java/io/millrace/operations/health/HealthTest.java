package io.millrace.operations.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.aws.Buckets;
import io.millrace.aws.Queues;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;

import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.util.List;
import java.util.Map;
import java.util.Objects;

class HealthTest {

    private final LocalCloud cloud = LocalCloud.shared();
    private final LocalSpace space = cloud.newSpace();

    @Test
    void isUpWhenEverythingIsThere() {
        cloud.sqs().sendMessage(request -> request.queueUrl(space.filesDlq()).messageBody("poison"));

        var s3 = health(new S3Health(cloud.s3(), new Buckets(space.landing(), space.results())));
        var sqs = health(new SqsHealth(cloud.sqs(), queues(space.rejects())));
        var dynamoDb = health(new DynamoDbHealth(cloud.dynamoDb(), List.of(space.table("energy-readings"))));

        assertThat(List.of(s3, sqs, dynamoDb)).extracting(Health::getStatus).containsOnly(Status.UP);
        assertThat(s3.getDetails()).containsEntry("landing", space.landing());
        assertThat(sqs.getDetails()).containsEntry("filesDlq", Map.of("waiting", "1", "inFlight", "0"));
        assertThat(dynamoDb.getDetails()).containsEntry(space.table("energy-readings"), TableStatus.ACTIVE);
    }

    @Test
    void isDownWhenABucketAQueueOrATableIsMissing() {
        var s3 = health(new S3Health(cloud.s3(), new Buckets(space.landing(), "no-such-bucket")));
        var sqs = health(new SqsHealth(cloud.sqs(), queues(space.files() + "-no-such-queue")));
        var dynamoDb = health(new DynamoDbHealth(cloud.dynamoDb(), List.of("no-such-table")));

        assertThat(List.of(s3, sqs, dynamoDb)).extracting(Health::getStatus).containsOnly(Status.DOWN);
        assertThat(dynamoDb.getDetails()).containsKey("error");
    }

    private Queues queues(String rejects) {
        return new Queues(space.files(), space.filesDlq(), rejects);
    }

    private static Health health(HealthIndicator indicator) {
        return Objects.requireNonNull(indicator.health());
    }
}
