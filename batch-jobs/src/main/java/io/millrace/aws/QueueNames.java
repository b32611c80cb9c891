package io.millrace.aws;

import org.springframework.util.Assert;

/// The queues as the settings `millrace.aws.queues.*` give them: each by its URL, or by its name in the application's
/// account and region.
///
/// @param files the queue of arrivals
/// @param filesDlq its dead-letter queue
/// @param rejects the queue of rejects
record QueueNames(String files, String filesDlq, String rejects) {

    QueueNames {
        Assert.hasText(files, "millrace.aws.queues.files must be the URL or the name of the queue of arrivals");
        Assert.hasText(filesDlq, "millrace.aws.queues.files-dlq must be the URL or the name of its dead-letter queue");
        Assert.hasText(rejects, "millrace.aws.queues.rejects must be the URL or the name of the queue of rejects");
    }
}
