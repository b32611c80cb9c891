package io.millrace.arrival;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;

/// S3's own event notification: `{"Records":[…]}`, structure versions 2.x, and the test event that S3 sends when a
/// notification is set up.
final class S3Notification {

    private static final String TEST_EVENT = "s3:TestEvent";
    private static final String SUPPORTED_MAJOR_VERSION = "2.";
    private static final String S3_SOURCE = ":s3";
    private static final String CREATED = "ObjectCreated:";
    private static final String OWN_SOURCE = "millrace:s3";
    private static final String OWN_VERSION = "2.1";

    private S3Notification() {}

    static boolean isTestEvent(JsonField message) {
        var event = message.node().path("Event");
        return event.isString() && TEST_EVENT.equals(event.stringValue());
    }

    static Delivery.Arrivals testEvent() {
        return new Delivery.Arrivals(List.of(), List.of(TEST_EVENT));
    }

    static Delivery.Arrivals parse(JsonField records) {
        if (!records.node().isArray() || records.node().isEmpty()) {
            throw records.fault(
                    MessageFault.NO_RECORDS, "There must be an array of at least one event, not " + records.shown());
        }
        var arrivals = new ArrayList<Arrival>();
        var ignored = new ArrayList<String>();
        records.forEachElement(
                event -> {
                    var name = eventName(event.object());
                    if (name.startsWith(CREATED)) {
                        arrivals.add(arrival(event));
                    } else {
                        ignored.add(Quoted.plain(name));
                    }
                });
        return new Delivery.Arrivals(arrivals, ignored);
    }

    private static String eventName(JsonField event) {
        requireS3(event.child("eventSource"), event.child("EventSource"));
        requireSupported(event.child("eventVersion"));
        var name = event.child("eventName").text();
        // In a bucket's configuration the names have a prefix, and some stores send them so.
        return name.startsWith("s3:") ? name.substring("s3:".length()) : name;
    }

    /// S3 says `aws:s3`; stores that speak its protocol say `minio:s3`, `ceph:s3` and the like, or nothing.
    private static void requireS3(JsonField source, JsonField sourceOfSns) {
        var present = source.isPresent() ? source : sourceOfSns;
        if (present.isPresent() && !present.text().endsWith(S3_SOURCE)) {
            throw present.fault(MessageFault.FOREIGN_EVENT, "The event comes from " + Quoted.of(present.text()));
        }
    }

    private static void requireSupported(JsonField version) {
        var text = version.textOrNull();
        if (text != null && !text.startsWith(SUPPORTED_MAJOR_VERSION)) {
            throw version.fault(
                    MessageFault.UNSUPPORTED_VERSION, "The structure of the event has version " + Quoted.of(text));
        }
    }

    private static Arrival arrival(JsonField event) {
        var s3 = event.child("s3").object();
        var object = s3.child("object").object();
        var key = object.child("key");
        var fields =
                new ObjectEvent(
                        s3.child("bucket").object().child("name"),
                        key,
                        object.child("versionId"),
                        object.child("eTag"),
                        object.child("size"),
                        object.child("sequencer"),
                        event.child("eventTime"),
                        Arrival.Channel.S3);
        return fields.toArrival(decoded(key));
    }

    private static String decoded(JsonField key) {
        try {
            return EncodedKey.decode(key.text());
        } catch (CharacterCodingException e) {
            throw key.fault(
                    MessageFault.BAD_KEY_ENCODING, "The key %s cannot be decoded".formatted(Quoted.of(key.text())));
        }
    }

    /// The notification that [#parse] reads as these arrivals.
    static ObjectNode write(List<Arrival> arrivals) {
        var notification = JsonNodeFactory.instance.objectNode();
        var records = notification.putArray("Records");
        arrivals.forEach(arrival -> writeRecord(records.addObject(), arrival));
        return notification;
    }

    private static void writeRecord(ObjectNode event, Arrival arrival) {
        event.put("eventVersion", OWN_VERSION);
        event.put("eventSource", OWN_SOURCE);
        event.put("eventTime", arrival.announcedAt().toString());
        event.put("eventName", CREATED + "Put");
        var s3 = event.putObject("s3");
        s3.putObject("bucket").put("name", arrival.object().bucket());
        writeObject(s3.putObject("object"), arrival);
    }

    private static void writeObject(ObjectNode object, Arrival arrival) {
        object.put("key", EncodedKey.encode(arrival.object().key()));
        if (arrival.size() != Arrival.UNKNOWN_SIZE) {
            object.put("size", arrival.size());
        }
        putIfPresent(object, "eTag", arrival.object().eTag());
        putIfPresent(object, "versionId", arrival.object().versionId());
        putIfPresent(object, "sequencer", arrival.sequencer());
    }

    private static void putIfPresent(ObjectNode object, String name, @Nullable String value) {
        if (value != null) {
            object.put(name, value);
        }
    }
}
