package io.millrace.local;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;

import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Received messages in the form in which Lambda gives them to a function.
final class LocalSqsEvent {

    private LocalSqsEvent() {}

    static SQSEvent of(List<Message> messages, String queueArn) {
        var event = new SQSEvent();
        event.setRecords(messages.stream().map(message -> record(message, queueArn)).toList());
        return event;
    }

    private static SQSMessage record(Message message, String queueArn) {
        var record = new SQSMessage();
        record.setMessageId(message.messageId());
        record.setReceiptHandle(message.receiptHandle());
        record.setBody(message.body());
        record.setMd5OfBody(message.md5OfBody());
        record.setMd5OfMessageAttributes(message.md5OfMessageAttributes());
        record.setAttributes(Map.copyOf(message.attributesAsStrings()));
        record.setMessageAttributes(
                message.messageAttributes().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, attribute -> attribute(attribute.getValue()))));
        record.setEventSource("aws:sqs");
        record.setEventSourceArn(queueArn);
        record.setAwsRegion(LocalCloud.REGION);
        return record;
    }

    private static MessageAttribute attribute(MessageAttributeValue value) {
        var attribute = new MessageAttribute();
        attribute.setDataType(value.dataType());
        attribute.setStringValue(value.stringValue());
        attribute.setStringListValues(List.of());
        attribute.setBinaryListValues(List.of());
        var bytes = value.binaryValue();
        if (bytes != null) {
            attribute.setBinaryValue(bytes.asByteBuffer());
        }
        return attribute;
    }
}
