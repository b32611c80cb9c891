package io.millrace.arrival;

import java.util.List;

/// S3's event as Amazon EventBridge delivers it: one object an event, the key as it is, not URL-encoded.
final class EventBridgeEvent {

    private static final String SOURCE = "aws.s3";
    private static final String CREATED = "Object Created";
    private static final String OBJECT_EVENT = "Object ";

    private EventBridgeEvent() {}

    static boolean isOne(JsonField message) {
        return message.node().has("detail-type");
    }

    static Delivery.Arrivals parse(JsonField message) {
        var source = message.child("source");
        if (!source.text().equals(SOURCE)) {
            throw source.fault(MessageFault.FOREIGN_EVENT, "The event comes from " + Quoted.of(source.text()));
        }
        var type = message.child("detail-type");
        if (type.text().equals(CREATED)) {
            return new Delivery.Arrivals(List.of(arrival(message)));
        }
        // Other types from S3, CloudTrail's records of API calls above all, mean a rule that will never start a run:
        // to ignore them would hide the mistake.
        if (!type.text().startsWith(OBJECT_EVENT)) {
            throw type.fault(MessageFault.FOREIGN_EVENT, "The event is of type " + Quoted.of(type.text()));
        }
        return new Delivery.Arrivals(List.of(), List.of(Quoted.plain(type.text())));
    }

    private static Arrival arrival(JsonField message) {
        var detail = message.child("detail").object();
        var object = detail.child("object").object();
        var key = object.child("key");
        var fields =
                new ObjectEvent(
                        detail.child("bucket").object().child("name"),
                        key,
                        object.child("version-id"),
                        object.child("etag"),
                        object.child("size"),
                        object.child("sequencer"),
                        message.child("time"),
                        Arrival.Channel.EVENT_BRIDGE);
        return fields.toArrival(key.text());
    }
}
