package io.millrace.notify;

import software.amazon.awssdk.services.sns.SnsClient;

import java.util.regex.Pattern;

/// Publishes to one SNS topic.
class SnsNotifier implements Notifier {

    /// SNS refuses subjects of more than 100 characters, control characters, and anything but ASCII.
    private static final int SUBJECT_LIMIT = 100;

    private static final Pattern NOT_ALLOWED_IN_SUBJECT = Pattern.compile("[^\\x20-\\x7e]");

    private final SnsClient sns;
    private final String topicArn;

    SnsNotifier(SnsClient sns, String topicArn) {
        this.sns = sns;
        this.topicArn = topicArn;
    }

    @Override
    public void send(Notification notification) {
        sns.publish(
                request ->
                        request.topicArn(topicArn)
                                .subject(subject(notification.subject()))
                                .message(notification.body()));
    }

    private static String subject(String text) {
        String ascii = NOT_ALLOWED_IN_SUBJECT.matcher(text).replaceAll("?");
        return ascii.length() <= SUBJECT_LIMIT ? ascii : ascii.substring(0, SUBJECT_LIMIT - 3) + "...";
    }
}
