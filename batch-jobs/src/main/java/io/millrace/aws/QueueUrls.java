package io.millrace.aws;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/// Finds the URLs of queues that are given by name. A URL is taken as it is, so that a start with URLs makes no call.
record QueueUrls(SqsClient sqs) {

    Queues of(QueueNames names) {
        return new Queues(
                url("files", names.files()), url("files-dlq", names.filesDlq()), url("rejects", names.rejects()));
    }

    private String url(String setting, String queue) {
        if (queue.contains("://")) {
            return queue;
        }
        try {
            return sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
        } catch (QueueDoesNotExistException e) {
            throw new IllegalStateException(
                    "There is no queue '%s' (setting millrace.aws.queues.%s) in this account and region: create it, or give another name or a URL"
                            .formatted(queue, setting),
                    e);
        }
    }
}
