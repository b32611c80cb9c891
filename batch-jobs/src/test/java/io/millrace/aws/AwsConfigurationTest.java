package io.millrace.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

class AwsConfigurationTest {

    private final LocalSpace space = LocalCloud.shared().newSpace();
    private final ApplicationContextRunner application =
            new ApplicationContextRunner()
                    .withUserConfiguration(AwsConfiguration.class)
                    .withPropertyValues(properties());

    @Test
    void clientsReachTheBucketQueueAndTable() {
        application.run(
                context -> {
                    var buckets = context.getBean(Buckets.class);
                    var queues = context.getBean(Queues.class);

                    context.getBean(S3Client.class).headBucket(request -> request.bucket(buckets.landing()));
                    context.getBean(S3Client.class).headBucket(request -> request.bucket(buckets.results()));
                    context.getBean(SqsClient.class)
                            .sendMessage(request -> request.queueUrl(queues.files()).messageBody("arrival"));
                    context.getBean(DynamoDbClient.class)
                            .describeTable(request -> request.tableName(space.table("energy-readings")));
                    assertThat(context.getBean(SnsClient.class)).isNotNull();
                });
    }

    @Test
    void findsTheUrlsOfQueuesGivenByName() {
        application
                .withPropertyValues(
                        "millrace.aws.queues.files=" + space.name() + "-files",
                        "millrace.aws.queues.files-dlq=" + space.name() + "-files-dlq")
                .run(
                        context -> {
                            var queues = context.getBean(Queues.class);
                            assertThat(name(queues.files())).isEqualTo(space.name() + "-files");
                            assertThat(name(queues.filesDlq())).isEqualTo(space.name() + "-files-dlq");
                            assertThat(queues.rejects()).isEqualTo(space.rejects());
                        });
    }

    @Test
    void doesNotStartWithAQueueThatIsNotThere() {
        application
                .withPropertyValues("millrace.aws.queues.rejects=nowhere")
                .run(
                        context ->
                                assertThat(context)
                                        .getFailure()
                                        .rootCause()
                                        .isInstanceOf(QueueDoesNotExistException.class));
    }

    private static String name(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private String[] properties() {
        return space.properties().entrySet().stream()
                .map(property -> property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
    }
}
